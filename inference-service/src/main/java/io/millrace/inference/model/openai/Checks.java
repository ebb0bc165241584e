package io.millrace.inference.model.openai;

import java.util.Set;

import io.millrace.inference.model.InvalidTaskException;
import io.millrace.inference.model.Task;
import tools.jackson.databind.JsonNode;

/**
 * What can be said of a task without asking the server: the types and ranges that OpenAI
 * documents and no server widens. All else is the server's to refuse.
 */
final class Checks {

	/** What the call itself says, and how a vector travels, is not for the asker. */
	private static final Set<String> NOT_OURS = Set.of("model", "input", "messages", "encoding_format");

	private static final int MAX_DIMENSIONS = 65_536;

	private Checks() {
	}

	static void check(Task task) {
		if (task.operation().equals(Task.EMBEDDING)) {
			checkText(task.input());
		}
		else {
			checkMessages(task.input());
		}
		task.parameters().properties().forEach((parameter) -> check(parameter.getKey(), parameter.getValue()));
	}

	private static void checkText(JsonNode input) {
		require(input.isString(), "input", "invalid_type", "The input is a text; tokens are not taken");
		require(!input.asString().isEmpty(), "input", "empty_string", "The input is an empty text");
	}

	private static void checkMessages(JsonNode input) {
		require(input.isArray() && !input.isEmpty(), "input", "invalid_type",
				"The input is a list of messages, at least one");
		for (JsonNode message : input) {
			require(message.path("role").isString() && !message.path("role").asString().isBlank(), "input",
					"invalid_type", "A message is an object with a role");
		}
	}

	private static void check(String name, JsonNode value) {
		require(!NOT_OURS.contains(name), name, "unknown_parameter", "There is no parameter '" + name + "'");
		if (value.isNull()) {
			return;
		}
		switch (name) {
			case "stream" -> require(value.isBoolean() && !value.asBoolean(), name, "unsupported_value",
					"Answers are not streamed: they are kept as a whole");
			case "dimensions" -> requireInteger(name, value, MAX_DIMENSIONS);
			case "n" -> requireInteger(name, value, 128);
			case "max_tokens", "max_completion_tokens" -> requireInteger(name, value, Integer.MAX_VALUE);
			case "temperature" -> requireNumber(name, value, Double.MAX_VALUE);
			case "top_p" -> requireNumber(name, value, 1);
			default -> {
				// The server knows.
			}
		}
	}

	private static void requireInteger(String name, JsonNode value, int max) {
		require(value.isIntegralNumber() && value.asLong(0) >= 1 && value.asLong(0) <= max, name, "invalid_value",
				"'" + name + "' is an integer from 1 to " + max);
	}

	private static void requireNumber(String name, JsonNode value, double max) {
		require(value.isNumber() && value.asDouble(-1) >= 0 && value.asDouble(-1) <= max, name, "invalid_value",
				"'" + name + "' is a number from 0" + ((max == Double.MAX_VALUE) ? "" : " to " + max));
	}

	private static void require(boolean condition, String param, String code, String message) {
		if (!condition) {
			throw new InvalidTaskException(param, code, message);
		}
	}

}
