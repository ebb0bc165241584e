package io.millrace.notification.action;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.millrace.common.event.JsonText;
import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * The body of read-all, which may be absent. Read strictly: a misspelt field that is
 * passed over would mark everything as read.
 *
 * @param upTo the revision up to which items are meant, null for the present one
 */
record ReadAllRequest(@Nullable Long upTo) {

	private static final int MAX_BYTES = 4_096;

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build();

	/**
	 * @throws ProblemException 400, 413 or 415 if the body is no such thing
	 */
	static ReadAllRequest read(HttpServletRequest request) {
		try {
			byte[] body = request.getInputStream().readNBytes(MAX_BYTES + 1);
			if (body.length > MAX_BYTES) {
				throw new ProblemException(Problem.BODY_TOO_LARGE, "The body has at most " + MAX_BYTES + " bytes");
			}
			if (body.length == 0 && request.getContentLengthLong() <= 0) {
				return new ReadAllRequest(null);
			}
			requireJson(request.getContentType());
			return of(JSON.readTree(body));
		}
		catch (JacksonException ex) {
			throw new ProblemException(Problem.MALFORMED_BODY, "The body is not JSON: " + JsonText.describe(ex));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void requireJson(@Nullable String contentType) {
		try {
			if (contentType == null || !MediaType.APPLICATION_JSON.includes(MediaType.parseMediaType(contentType))) {
				throw new ProblemException(Problem.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json");
			}
		}
		catch (InvalidMediaTypeException ex) {
			throw new ProblemException(Problem.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json");
		}
	}

	private static ReadAllRequest of(@Nullable JsonNode body) {
		if (body == null || !body.isObject()) {
			throw new ProblemException(Problem.BAD_REQUEST, "The body must be an object such as {\"upTo\":17}");
		}
		for (String name : body.propertyNames()) {
			if (!name.equals("upTo")) {
				throw new ProblemException(Problem.BAD_REQUEST, "There is no field '" + name + "', only 'upTo'");
			}
		}
		JsonNode upTo = body.get("upTo");
		if (upTo == null) {
			return new ReadAllRequest(null);
		}
		if (!upTo.isIntegralNumber() || !upTo.canConvertToLong() || upTo.longValue() < 0) {
			throw new ProblemException(Problem.BAD_REQUEST,
					"'upTo' must be a revision: a whole number that is not negative");
		}
		return new ReadAllRequest(upTo.longValue());
	}

}
