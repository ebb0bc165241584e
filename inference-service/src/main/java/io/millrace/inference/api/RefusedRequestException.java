package io.millrace.inference.api;

import io.millrace.common.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * A request that is refused as it is.
 */
final class RefusedRequestException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Problem problem;

	private final @Nullable String param;

	private final @Nullable String code;

	private final String detail;

	/**
	 * @param param the field at fault, null if it is none
	 * @param code for programs, as OpenAI names it where it does
	 * @param detail for people: what is wrong and what would be right
	 */
	RefusedRequestException(Problem problem, @Nullable String param, @Nullable String code, String detail) {
		super(detail, null, false, false);
		this.problem = problem;
		this.param = param;
		this.code = code;
		this.detail = detail;
	}

	static RefusedRequestException invalid(@Nullable String param, String code, String detail) {
		return new RefusedRequestException(Problem.BAD_REQUEST, param, code, detail);
	}

	Problem problem() {
		return this.problem;
	}

	@Nullable String param() {
		return this.param;
	}

	@Nullable String code() {
		return this.code;
	}

	String detail() {
		return this.detail;
	}

}
