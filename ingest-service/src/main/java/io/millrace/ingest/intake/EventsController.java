package io.millrace.ingest.intake;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;

import io.millrace.common.problem.UnknownParameters;
import io.millrace.common.security.Caller;
import io.millrace.ingest.publish.TraceParent;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import lombok.RequiredArgsConstructor;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /v1/events} and {@code POST /v1/events/validate}.
 */
@RestController
@RequiredArgsConstructor
class EventsController {

	private final BodyReader bodies;

	private final Intake intake;

	private final IngestProperties properties;

	/**
	 * What is produced is said here so that a caller who accepts something else is
	 * refused before anything is sent.
	 */
	@PostMapping(path = "/v1/events", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<EventsAnswer> take(HttpServletRequest request, HttpServletResponse response)
			throws HttpMediaTypeNotSupportedException {
		TraceParent trace = TraceParent.of(request.getHeader("traceparent"));
		return answer(request, response, HttpStatus.ACCEPTED,
				(body, envelope) -> this.intake.take(body, envelope.format(), source(request), trace));
	}

	/** The same verdicts, but nothing is sent. */
	@PostMapping(path = "/v1/events/validate", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<EventsAnswer> validate(HttpServletRequest request, HttpServletResponse response)
			throws HttpMediaTypeNotSupportedException {
		return answer(request, response, HttpStatus.OK,
				(body, envelope) -> this.intake.validate(body, envelope.format(), source(request)));
	}

	private interface Judge {

		Verdict judge(byte[] body, Envelope envelope);

	}

	private ResponseEntity<EventsAnswer> answer(HttpServletRequest request, HttpServletResponse response,
			HttpStatus success, Judge judge) throws HttpMediaTypeNotSupportedException {
		UnknownParameters.reject(request, Set.of());
		Envelope envelope = Envelope.of(request, response);
		Verdict verdict;
		try (BodyReader.Body body = this.bodies.read(request, envelope.coding())) {
			verdict = judge.judge(envelope.structured(body.bytes()), envelope);
		}
		boolean minimal = prefersMinimal(request);
		ResponseEntity.BodyBuilder answer = ResponseEntity.status(verdict.status(success));
		if (verdict.isRetryable()) {
			// Rounded up: too early is of no use.
			answer.header(HttpHeaders.RETRY_AFTER,
					Long.toString(verdict.retryAfter().plusNanos(999_999_999).toSeconds()));
		}
		if (minimal) {
			answer.header("Preference-Applied", "return=minimal");
		}
		return answer.contentType(MediaType.APPLICATION_JSON).body(verdict.answer(minimal));
	}

	private String source(HttpServletRequest request) {
		return Caller.of(request).map((caller) -> "/millrace/" + caller.name()).orElse(this.properties.defaultSource());
	}

	/** RFC 7240: a list in one header or several, unknown preferences are ignored. */
	private static boolean prefersMinimal(HttpServletRequest request) {
		return request.getHeader("Prefer") != null && Collections.list(request.getHeaders("Prefer"))
			.stream()
			.flatMap((header) -> Arrays.stream(header.split("[,;]")))
			.anyMatch((preference) -> preference.replace("\"", "").replace(" ", "").equalsIgnoreCase("return=minimal"));
	}

}
