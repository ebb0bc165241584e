package io.millrace.common.event;

/**
 * An event that must not be accepted, and why. It is an answer rather than a failure, so
 * it carries no stack trace.
 */
public final class InvalidEventException extends Exception {

	private static final long serialVersionUID = 1L;

	private final String code;

	private final String detail;

	public InvalidEventException(String code, String detail) {
		super(code + ": " + detail, null, false, false);
		this.code = code;
		this.detail = detail;
	}

	/**
	 * For programs: stable, snake case, e.g. {@code subject_missing}.
	 */
	public String code() {
		return this.code;
	}

	/**
	 * For people: one sentence that names the field and the limit.
	 */
	public String detail() {
		return this.detail;
	}

}
