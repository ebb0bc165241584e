package io.millrace.common.problem;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import lombok.extern.slf4j.Slf4j;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Turns whatever a controller or Spring MVC itself throws into a {@link ProblemDocument}.
 * Nothing of an unexpected exception reaches the caller; it is logged with its stack
 * trace.
 */
@Slf4j
@RestControllerAdvice
public class ProblemAdvice extends ResponseEntityExceptionHandler {

	@ExceptionHandler
	ResponseEntity<Object> onProblem(ProblemException ex) {
		return ProblemDocument.answer(ex);
	}

	/**
	 * Whoever asks Tomcat for a parameter first finds that the query can't be decoded.
	 */
	@ExceptionHandler
	ResponseEntity<Object> onUndecodable(InvalidParameterException ex) {
		return onProblem(new ProblemException(Problem.INVALID_PARAMETER, "The query is not UTF-8, percent-encoded"));
	}

	/**
	 * Spring Security looks at a header when somebody asks for it.
	 */
	@ExceptionHandler
	ResponseEntity<Object> onRejected(RequestRejectedException ex) {
		return onProblem(new ProblemException(Problem.BAD_REQUEST,
				"A header or a parameter of the request has characters that are not allowed there"));
	}

	@ExceptionHandler
	ResponseEntity<Object> onUnexpected(Exception ex, WebRequest request) {
		log.error("Unexpected failure of {}", request.getDescription(false), ex);
		return onProblem(new ProblemException(Problem.INTERNAL_ERROR,
				"The failure was logged; nothing is known about" + " whether the request took effect"));
	}

	/** Every handler of the superclass ends here. */
	@Override
	protected @Nullable ResponseEntity<Object> handleExceptionInternal(Exception ex, @Nullable Object body,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		if (status.value() >= 500) {
			log.warn("{} answered with {}", request.getDescription(false), status, ex);
		}
		Problem problem = kind(ex, status.value());
		ProblemDocument document = new ProblemDocument(problem.type(), problem.title(), status.value(),
				detail(ex, body, problem), problem.retryable(), errors(ex));
		return document.toResponse(headers, problem.retryable() ? Duration.ofSeconds(1) : null);
	}

	private static Problem kind(Exception ex, int status) {
		return switch (ex) {
			case MissingRequestValueException missing when status == 400 -> Problem.MISSING_PARAMETER;
			case TypeMismatchException mismatch when status == 400 -> Problem.INVALID_PARAMETER;
			case HandlerMethodValidationException invalid when status == 400 -> Problem.INVALID_PARAMETER;
			case HttpMessageNotReadableException unreadable when status == 400 -> Problem.MALFORMED_BODY;
			default -> Problem.of(status);
		};
	}

	private static String detail(Exception ex, @Nullable Object body, Problem problem) {
		if (ex instanceof NoResourceFoundException missing) {
			return "No resource at /" + missing.getResourcePath();
		}
		if (ex instanceof MethodArgumentTypeMismatchException mismatch) {
			return "'" + mismatch.getName() + "' can't have the value '" + mismatch.getValue() + "'";
		}
		// Most of Spring's exceptions bring their own sentence.
		Object given = (body == null && ex instanceof ErrorResponse response) ? response.getBody() : body;
		if (given instanceof ProblemDetail details && details.getDetail() != null) {
			return Objects.requireNonNull(details.getDetail());
		}
		return problem.title();
	}

	private static List<ProblemError> errors(Exception ex) {
		return switch (ex) {
			case MethodArgumentNotValidException invalid -> invalid.getFieldErrors()
				.stream()
				.map((error) -> new ProblemError(error.getField(),
						Objects.requireNonNullElse(error.getDefaultMessage(), "is not valid")))
				.toList();
			case HandlerMethodValidationException invalid -> invalid.getParameterValidationResults()
				.stream()
				.flatMap((result) -> result.getResolvableErrors()
					.stream()
					.map((error) -> new ProblemError(
							Objects.requireNonNullElse(result.getMethodParameter().getParameterName(), "body"),
							Objects.requireNonNullElse(error.getDefaultMessage(), "is not valid"))))
				.toList();
			default -> List.of();
		};
	}

}
