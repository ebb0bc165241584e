package io.millrace.inference.api;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.UnknownParameters;
import io.millrace.common.web.JsonBody;
import io.millrace.inference.model.Model;
import io.millrace.inference.model.Models;
import io.millrace.inference.request.CachePolicy;
import io.millrace.inference.request.RequestProperties;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request's body: a JSON object whose fields are all known.
 */
@RequiredArgsConstructor
final class RequestBody {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private final ObjectNode fields;

	private final RequestProperties limits;

	/**
	 * @throws RefusedRequestException 400 if it isn't one
	 * @throws io.millrace.common.problem.ProblemException 413 or 415
	 */
	static RequestBody read(HttpServletRequest request, RequestProperties limits, Set<String> known) {
		UnknownParameters.reject(request, Set.of());
		ObjectNode fields = parse(JsonBody.read(request, Math.toIntExact(limits.maxBody().toBytes())));
		fields.propertyNames().stream().filter((name) -> !known.contains(name)).findFirst().ifPresent((name) -> {
			throw RefusedRequestException.invalid(name, "unknown_parameter",
					"There is no field '" + name + "'; there are " + String.join(", ", new TreeSet<>(known)));
		});
		return new RequestBody(fields, limits);
	}

	private static ObjectNode parse(byte[] body) {
		if (body.length == 0) {
			throw RefusedRequestException.invalid(null, "invalid_json", "The body is empty; it must be a JSON object");
		}
		try {
			if (JSON.readTree(body) instanceof ObjectNode object) {
				return object;
			}
			throw RefusedRequestException.invalid(null, "invalid_json", "The body must be a JSON object");
		}
		catch (JacksonException ex) {
			throw RefusedRequestException.invalid(null, "invalid_json",
					"The body is not valid JSON in UTF-8: " + ex.getOriginalMessage());
		}
	}

	/** How the caller wants the cache to be used. */
	static CachePolicy policy(HttpServletRequest request) {
		return CachePolicy.of(Collections.list(request.getHeaders("Cache-Control")));
	}

	@Nullable JsonNode field(String name) {
		JsonNode value = this.fields.get(name);
		return (value == null || value.isNull()) ? null : value;
	}

	JsonNode required(String name) {
		JsonNode value = field(name);
		if (value == null) {
			throw RefusedRequestException.invalid(name, "missing_required_parameter", "'" + name + "' is missing");
		}
		return value;
	}

	@Nullable String text(String name) {
		JsonNode value = field(name);
		if (value != null && !value.isString()) {
			throw RefusedRequestException.invalid(name, "invalid_type", "'" + name + "' must be a text");
		}
		return (value != null) ? value.asString() : null;
	}

	Model model(Models models) {
		required("model");
		String name = String.valueOf(text("model"));
		return models.find(name).orElseThrow(() -> unknown(name));
	}

	static RefusedRequestException unknown(String model) {
		String shown = (model.length() > 100) ? model.substring(0, 100) + "…" : model;
		return new RefusedRequestException(Problem.NOT_FOUND, "model", "model_not_found",
				"There is no model '" + shown + "'; GET /v1/models lists them");
	}

	/**
	 * An input that a model may be given.
	 * @throws RefusedRequestException 400 if it is too long, or has characters that no
	 * text has
	 */
	JsonNode checked(JsonNode input) {
		String text = input.isString() ? input.asString() : input.toString();
		long limit = this.limits.maxText().toBytes();
		if (text.length() > limit || utf8Length(text) > limit) {
			throw RefusedRequestException.invalid("input", "string_above_max_length",
					"An input has at most " + limit + " bytes of UTF-8 (millrace.inference.request.max-text)");
		}
		if (input.isString()) {
			requireText(text);
		}
		return input;
	}

	private static int utf8Length(String text) {
		try {
			return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text)).remaining();
		}
		catch (CharacterCodingException ex) {
			throw RefusedRequestException.invalid("input", "invalid_unicode",
					"The input has half a character: a surrogate without the other one");
		}
	}

	/**
	 * Line breaks and tabs are text; other control characters are a sign of a mistake.
	 */
	private static void requireText(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t') {
				throw RefusedRequestException.invalid("input", "invalid_characters",
						"The input has the control character U+%04X at position %d".formatted((int) c, i));
			}
		}
	}

}
