package io.millrace.inference.api;

import java.util.List;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemDocument;
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
		List<ProblemError> errors = (param != null) ? List.of(new ProblemError(param, detail)) : List.of();
		return of(new ProblemDocument(problem.type(), problem.title(), problem.status().value(), detail,
				problem.retryable(), errors), code);
	}

	/**
	 * @param code for programs, as OpenAI names it where it does; null for the kind of
	 * failure
	 */
	static ErrorDocument of(ProblemDocument problem, @Nullable String code) {
		String kind = "server_error";
		if (problem.status() < 500) {
			kind = (problem.status() == 429) ? "rate_limit_error" : "invalid_request_error";
		}
		String name = problem.type().substring(problem.type().lastIndexOf('/') + 1).replace('-', '_');
		String param = problem.errors().isEmpty() ? null : problem.errors().getFirst().field();
		return new ErrorDocument(problem.type(), problem.title(), problem.status(), problem.detail(),
				problem.retryable(), problem.errors(),
				new OpenAiError(problem.detail(), kind, param, (code != null) ? code : name));
	}

}
