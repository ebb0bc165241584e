package io.millrace.inference.api;

import java.util.List;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemError;
import org.jspecify.annotations.Nullable;

/**
 * A problem document as all services answer with (RFC 9457), which has OpenAI's error
 * among its members, so that OpenAI's clients understand it too.
 *
 * @param type URI of the kind of failure
 * @param title the kind of failure in words
 * @param status the HTTP status, again
 * @param detail what happened this time
 * @param retryable whether the same request can succeed later
 * @param errors the single faults
 * @param error the same as OpenAI has it
 */
record ErrorDocument(String type, String title, int status, String detail, boolean retryable, List<ProblemError> errors,
		OpenAiError error) {

	ErrorDocument {
		errors = List.copyOf(errors);
	}

	/**
	 * OpenAI's error.
	 *
	 * @param message for people
	 * @param type its kind
	 * @param param the field at fault, null if it is none
	 * @param code for programs
	 */
	record OpenAiError(String message, String type, @Nullable String param, @Nullable String code) {
	}

	static ErrorDocument of(Problem problem, String detail, @Nullable String param, @Nullable String code) {
		return of(problem, detail, (param != null) ? List.of(new ProblemError(param, detail)) : List.of(), code);
	}

	static ErrorDocument of(Problem problem, String detail, List<ProblemError> errors, @Nullable String code) {
		String kind = switch (problem.status().value()) {
			case 429 -> "rate_limit_error";
			case 400, 404, 413, 415, 422 -> "invalid_request_error";
			default -> "server_error";
		};
		String name = problem.type().substring(problem.type().lastIndexOf('/') + 1).replace('-', '_');
		return new ErrorDocument(problem.type(), problem.title(), problem.status().value(), detail, problem.retryable(),
				errors, new OpenAiError(detail, kind, errors.isEmpty() ? null : errors.getFirst().field(),
						(code != null) ? code : name));
	}

}
