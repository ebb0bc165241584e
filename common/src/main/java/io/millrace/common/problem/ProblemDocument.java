package io.millrace.common.problem;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * The body of every error answer (RFC 9457).
 *
 * @param type URI of the kind of failure
 * @param title the kind of failure in words
 * @param status the HTTP status, again
 * @param detail what happened this time
 * @param retryable whether the same request can succeed later
 * @param errors the single faults, where there are several
 */
public record ProblemDocument(String type, String title, int status, String detail, boolean retryable,
		List<ProblemError> errors) {

	public ProblemDocument {
		errors = List.copyOf(errors);
	}

	static ProblemDocument of(Problem problem, int status, String detail) {
		return new ProblemDocument(problem.type(), problem.title(), status, detail, problem.retryable(), List.of());
	}

	static ProblemDocument of(ProblemException ex) {
		Problem problem = ex.problem();
		return new ProblemDocument(problem.type(), problem.title(), problem.status().value(), ex.detail(),
				problem.retryable(), ex.errors());
	}

	/** The whole answer to a failure. */
	public static ResponseEntity<Object> answer(ProblemException ex) {
		return of(ex).toResponse(HttpHeaders.EMPTY, ex.retryAfter());
	}

	/**
	 * A content type that is set is not negotiated: an error must reach also who accepts
	 * nothing but text/plain.
	 */
	ResponseEntity<Object> toResponse(HttpHeaders headers, @Nullable Duration retryAfter) {
		ResponseEntity.BodyBuilder response = ResponseEntity.status(HttpStatusCode.valueOf(this.status))
			.headers(headers)
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
		if (retryAfter != null) {
			// Rounded up: too early is of no use.
			response.header(HttpHeaders.RETRY_AFTER,
					Long.toString(Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds())));
		}
		return response.body(this);
	}

}
