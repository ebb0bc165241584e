package io.millrace.inference.api;

import java.time.Duration;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.inference.model.InvalidTaskException;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Tells callers of this service's own endpoints what went wrong, in the shape of both
 * problem documents and OpenAI's errors. What Spring itself refuses is left to the advice
 * that all services share.
 */
@Slf4j
@Order(Ordered.HIGHEST_PRECEDENCE)
@RestControllerAdvice(
		assignableTypes = { EmbeddingsController.class, InferencesController.class, ModelsController.class })
class ErrorAdvice {

	@ExceptionHandler
	ResponseEntity<ErrorDocument> onRefused(RefusedRequestException ex) {
		return answer(ErrorDocument.of(ex.problem(), ex.detail(), ex.param(), ex.code()), null);
	}

	@ExceptionHandler
	ResponseEntity<ErrorDocument> onInvalid(InvalidTaskException ex) {
		return answer(ErrorDocument.of(Problem.BAD_REQUEST, ex.detail(), ex.param(), ex.code()), null);
	}

	@ExceptionHandler
	ResponseEntity<ErrorDocument> onProblem(ProblemException ex) {
		return answer(ErrorDocument.of(ex.problem(), ex.detail(), ex.errors(), null), ex.retryAfter());
	}

	@ExceptionHandler
	ResponseEntity<ErrorDocument> onRedis(DataAccessException ex) {
		log.debug("Redis does not answer", ex);
		return onProblem(
				new ProblemException(Problem.REDIS_UNAVAILABLE, "Redis, which has the results, does not answer"));
	}

	/** A content type that is set is not negotiated. */
	private static ResponseEntity<ErrorDocument> answer(ErrorDocument document, @Nullable Duration retryAfter) {
		ResponseEntity.BodyBuilder response = ResponseEntity.status(document.status())
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
		if (retryAfter != null) {
			// Rounded up: too early is of no use.
			response.header(HttpHeaders.RETRY_AFTER,
					Long.toString(Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds())));
		}
		return response.body(document);
	}

}
