package io.millrace.inference.model.openai;

import java.util.Map;
import java.util.regex.Pattern;

import io.millrace.inference.model.Answer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * What a server says of a call that it refuses. OpenAI puts it into {@code error}, as an
 * object; Ollama did as a text; Text Embeddings Inference and earlier vLLMs have no
 * {@code error} around it; what is built with FastAPI says {@code detail}.
 */
final class ServerError {

	private static final int MAX_MESSAGE = 500;

	private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");

	private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

	private static final Map<Integer, String> CODES = Map.of(404, "model_not_found", 413, "input_too_large");

	private ServerError() {
	}

	/**
	 * As an answer.
	 * @param secret what must not be passed on, should the server repeat it
	 */
	static Answer.Refused read(JsonMapper json, int status, byte[] body, @Nullable String secret) {
		JsonNode document = parse(json, body);
		JsonNode error = document.path("error").isObject() ? document.path("error") : document;
		return new Answer.Refused(code(error, status), message(error, status, secret));
	}

	private static JsonNode parse(JsonMapper json, byte[] body) {
		try {
			return json.readTree(body);
		}
		catch (JacksonException ex) {
			return MissingNode.getInstance();
		}
	}

	/** Some have the status as their code. */
	private static String code(JsonNode error, int status) {
		for (String field : new String[] { "code", "type", "error_type" }) {
			JsonNode value = error.path(field);
			if (value.isString() && CODE.matcher(value.asString()).matches()) {
				return value.asString();
			}
		}
		return CODES.getOrDefault(status, "invalid_request_error");
	}

	private static String message(JsonNode error, int status, @Nullable String secret) {
		String message = "";
		for (String field : new String[] { "message", "error", "detail" }) {
			JsonNode value = error.path(field);
			if (message.isBlank() && !value.isMissingNode() && !value.isNull()) {
				message = value.isString() ? value.asString() : value.toString();
			}
		}
		if (message.isBlank()) {
			return "The model's server answers " + status;
		}
		String clean = CONTROL.matcher((secret != null) ? message.replace(secret, "***") : message).replaceAll(" ");
		return (clean.length() <= MAX_MESSAGE) ? clean : clean.substring(0, MAX_MESSAGE) + " …";
	}

}
