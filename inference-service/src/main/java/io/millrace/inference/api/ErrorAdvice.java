package io.millrace.inference.api;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemDocument;
import io.millrace.common.problem.ProblemException;
import io.millrace.inference.model.InvalidTaskException;
import lombok.extern.slf4j.Slf4j;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Tells callers of this service's own endpoints what went wrong, where the advice that
 * all services share doesn't know.
 */
@Slf4j
@Order(Ordered.HIGHEST_PRECEDENCE)
@RestControllerAdvice(
		assignableTypes = { EmbeddingsController.class, InferencesController.class, ModelsController.class })
class ErrorAdvice {

	@ExceptionHandler
	ResponseEntity<ErrorDocument> onRefused(RefusedRequestException ex) {
		return answer(ErrorDocument.of(ex.problem(), ex.detail(), ex.param(), ex.code()));
	}

	@ExceptionHandler
	ResponseEntity<ErrorDocument> onInvalid(InvalidTaskException ex) {
		return answer(ErrorDocument.of(Problem.BAD_REQUEST, ex.detail(), ex.param(), ex.code()));
	}

	@ExceptionHandler
	ResponseEntity<Object> onRedis(DataAccessException ex) {
		log.debug("Redis does not answer", ex);
		return ProblemDocument
			.answer(new ProblemException(Problem.REDIS_UNAVAILABLE, "Redis, which has the results, does not answer"));
	}

	/** A content type that is set is not negotiated. */
	private static ResponseEntity<ErrorDocument> answer(ErrorDocument document) {
		return ResponseEntity.status(document.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON).body(document);
	}

}
