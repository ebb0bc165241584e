package io.millrace.notification.action;

import java.util.Optional;
import java.util.Set;

import io.millrace.common.event.JsonText;
import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.web.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads an action's body: a small JSON object. Strictly: a misspelt field that is passed
 * over would do more than was meant.
 */
final class ActionBody {

	private static final int MAX_BYTES = 4_096;

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build();

	private ActionBody() {
	}

	/**
	 * @param fields the fields that there may be
	 * @return the object; empty if there is no body
	 * @throws ProblemException 400, 413 or 415 if the body is no such thing
	 */
	static Optional<JsonNode> read(HttpServletRequest request, Set<String> fields) {
		byte[] body = JsonBody.read(request, MAX_BYTES);
		try {
			return (body.length == 0) ? Optional.empty() : Optional.of(checked(JSON.readTree(body), fields));
		}
		catch (JacksonException ex) {
			throw new ProblemException(Problem.MALFORMED_BODY, "The body is not JSON: " + JsonText.describe(ex));
		}
	}

	private static JsonNode checked(@Nullable JsonNode body, Set<String> fields) {
		if (body == null || !body.isObject()) {
			throw new ProblemException(Problem.BAD_REQUEST, "The body must be a JSON object");
		}
		for (String name : body.propertyNames()) {
			if (!fields.contains(name)) {
				throw new ProblemException(Problem.BAD_REQUEST,
						"There is no field '" + name + "', only " + String.join(", ", fields));
			}
		}
		return body;
	}

	/**
	 * A field's text, null if it isn't there.
	 * @throws ProblemException 400 if it is anything but a text
	 */
	static @Nullable String text(JsonNode body, String field) {
		JsonNode value = body.get(field);
		if (value == null) {
			return null;
		}
		if (!value.isString()) {
			throw new ProblemException(Problem.BAD_REQUEST, "'" + field + "' must be a text");
		}
		return value.stringValue();
	}

}
