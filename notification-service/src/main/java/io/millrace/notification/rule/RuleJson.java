package io.millrace.notification.rule;

import io.millrace.common.event.JsonText;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rules as JSON, read strictly: a misspelt field that is passed over would make another
 * rule than was meant.
 */
final class RuleJson {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
		.build();

	private RuleJson() {
	}

	/**
	 * @param name the rule's name where the JSON has none
	 * @throws IllegalArgumentException if it is no rule, or another one's, with what is
	 * wrong
	 */
	static Rule read(byte[] json, String name) {
		try {
			RuleBody body = JSON.readValue(json, RuleBody.class);
			if (body == null) {
				throw new IllegalArgumentException("A rule is a JSON object");
			}
			if (body.name() != null && !body.name().equals(name)) {
				throw new IllegalArgumentException(
						"The rule is named '" + body.name() + "' in one place and '" + name + "' in another");
			}
			return body.named(name).rule();
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("Not a rule: " + JsonText.describe(ex), ex);
		}
	}

	/**
	 * Without channels where they are as ever: an earlier release would refuse the field.
	 */
	static byte[] write(Rule rule) {
		ObjectNode json = JSON.valueToTree(rule);
		if (rule.channels().equals(Rule.DEFAULT_CHANNELS)) {
			json.remove("channels");
		}
		return JSON.writeValueAsBytes(json);
	}

}
