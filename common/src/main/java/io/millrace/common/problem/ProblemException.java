package io.millrace.common.problem;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An expected failure on its way to the caller. It is an answer, so it carries no stack
 * trace unless it has a cause.
 */
public final class ProblemException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(1);

	private final Problem problem;

	private final String detail;

	private final transient List<ProblemError> errors;

	private final @Nullable Duration retryAfter;

	public ProblemException(Problem problem, String detail) {
		this(problem, detail, List.of());
	}

	public ProblemException(Problem problem, String detail, List<ProblemError> errors) {
		this(problem, detail, errors, null);
	}

	public ProblemException(Problem problem, String detail, Duration retryAfter) {
		this(problem, detail, List.of(), retryAfter);
	}

	/**
	 * @param detail one sentence for a person: what is wrong and what would be right
	 * @param retryAfter when the caller may try again; given only with 429 and 503, 1 s
	 * if null
	 */
	public ProblemException(Problem problem, String detail, List<ProblemError> errors, @Nullable Duration retryAfter) {
		super(problem + ": " + detail, null, false, false);
		this.problem = problem;
		this.detail = detail;
		this.errors = List.copyOf(errors);
		this.retryAfter = retryAfter;
	}

	public Problem problem() {
		return this.problem;
	}

	public String detail() {
		return this.detail;
	}

	public List<ProblemError> errors() {
		return this.errors;
	}

	/**
	 * When to try again: never null for a 429 or 503.
	 */
	public @Nullable Duration retryAfter() {
		return switch (this.problem.status()) {
			case TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE ->
				(this.retryAfter != null) ? this.retryAfter : DEFAULT_RETRY_AFTER;
			default -> null;
		};
	}

}
