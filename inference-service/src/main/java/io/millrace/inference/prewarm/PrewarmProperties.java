package io.millrace.inference.prewarm;

import java.util.List;

import io.millrace.common.event.FieldPath;
import io.millrace.common.event.TypePattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is computed as events flow by, so that the first request for it is already a hit.
 *
 * @param rules each for itself; an event that several match is computed by each. Default:
 * none, and user-events are not read
 */
@ConfigurationProperties("millrace.inference.prewarm")
public record PrewarmProperties(@DefaultValue List<Rule> rules) {

	public PrewarmProperties {
		rules = List.copyOf(rules);
	}

	/**
	 * Which texts, by which model.
	 *
	 * @param eventType of which events: a type (product.changed), a prefix (product.*) or
	 * * for all
	 * @param field which field of them, e.g. data.description; events in which it is no
	 * text, or an empty one, are passed over
	 * @param model the name of the model that makes the embedding
	 */
	public record Rule(TypePattern eventType, FieldPath field, String model) {

		@SuppressWarnings("ConstantValue")
		public Rule {
			if (eventType == null || field == null || model == null) {
				throw new IllegalArgumentException(
						"millrace.inference.prewarm.rules[*] needs event-type, field and model");
			}
		}

	}

}
