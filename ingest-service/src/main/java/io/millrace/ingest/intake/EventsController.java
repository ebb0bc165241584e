package io.millrace.ingest.intake;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;

import io.millrace.common.event.body.BodyFormat;
import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.problem.UnknownParameters;
import io.millrace.common.security.Caller;
import io.millrace.ingest.publish.TraceParent;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /v1/events}.
 */
@RestController
@RequiredArgsConstructor
class EventsController {

	private static final String CLOUDEVENT = "application/cloudevents+json";

	private static final String CLOUDEVENT_BATCH = "application/cloudevents-batch+json";

	private static final String LINES = "application/x-ndjson";

	private final BodyReader bodies;

	private final Intake intake;

	private final IngestProperties properties;

	/**
	 * What is produced is said here so that a caller who accepts something else is
	 * refused before anything is sent.
	 */
	@PostMapping(path = "/v1/events", produces = MediaType.APPLICATION_JSON_VALUE,
			consumes = { MediaType.APPLICATION_JSON_VALUE, CLOUDEVENT, CLOUDEVENT_BATCH, LINES })
	ResponseEntity<EventsAnswer> take(HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		BodyFormat format = format(request);
		TraceParent trace = TraceParent.of(request.getHeader("traceparent"));
		Verdict verdict;
		try (BodyReader.Body body = this.bodies.read(request)) {
			verdict = this.intake.take(body.bytes(), format, source(request), trace);
		}
		boolean minimal = prefersMinimal(request);
		ResponseEntity.BodyBuilder response = ResponseEntity.status(verdict.status());
		if (verdict.isRetryable()) {
			// Rounded up: too early is of no use.
			response.header(HttpHeaders.RETRY_AFTER,
					Long.toString(verdict.retryAfter().plusNanos(999_999_999).toSeconds()));
		}
		if (minimal) {
			response.header("Preference-Applied", "return=minimal");
		}
		return response.contentType(MediaType.APPLICATION_JSON).body(verdict.answer(minimal));
	}

	private String source(HttpServletRequest request) {
		return Caller.of(request).map((caller) -> "/millrace/" + caller.name()).orElse(this.properties.defaultSource());
	}

	private static BodyFormat format(HttpServletRequest request) {
		String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
		if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
			throw unsupported("Content-Encoding '" + encoding + "' is not supported; send the body as it is");
		}
		if (request.getHeader("ce-specversion") != null || request.getHeader("ce-type") != null) {
			throw unsupported("CloudEvents' binary mode is not supported; send the event as " + CLOUDEVENT);
		}
		MediaType type = MediaType.parseMediaType(request.getContentType());
		if (type.getCharset() != null && !StandardCharsets.UTF_8.equals(type.getCharset())) {
			throw unsupported("JSON is UTF-8 (RFC 8259), not " + type.getCharset());
		}
		return switch (type.getType() + "/" + type.getSubtype()) {
			case CLOUDEVENT -> BodyFormat.CLOUDEVENT;
			case CLOUDEVENT_BATCH -> BodyFormat.CLOUDEVENT_BATCH;
			case LINES -> BodyFormat.LINES;
			default -> BodyFormat.JSON;
		};
	}

	private static ProblemException unsupported(String detail) {
		return new ProblemException(Problem.UNSUPPORTED_MEDIA_TYPE, detail);
	}

	/** RFC 7240: a list in one header or several, unknown preferences are ignored. */
	private static boolean prefersMinimal(HttpServletRequest request) {
		return Collections.list(request.getHeaders("Prefer"))
			.stream()
			.flatMap((header) -> Arrays.stream(header.split("[,;]")))
			.anyMatch((preference) -> preference.replace("\"", "").replace(" ", "").equalsIgnoreCase("return=minimal"));
	}

}
