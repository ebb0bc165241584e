package io.millrace.notification.rule;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The rules that are configured.
 *
 * @param rules which events make which notifications. All rules that match an event take
 * part, in this order. Default none: nobody is notified of anything
 */
@ConfigurationProperties("millrace.notification")
public record RuleProperties(@DefaultValue List<Rule> rules) {

	/**
	 * @throws IllegalArgumentException if two rules have the same name
	 */
	public RuleProperties {
		rules = List.copyOf(rules);
		Set<String> names = new HashSet<>();
		for (Rule rule : rules) {
			if (!names.add(rule.name())) {
				throw new IllegalArgumentException(
						"Two rules are named '" + rule.name() + "'; a name must be one rule's alone");
			}
		}
	}

}
