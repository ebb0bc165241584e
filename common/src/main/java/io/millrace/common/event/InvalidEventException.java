package io.millrace.common.event;

import org.jspecify.annotations.Nullable;

/**
 * An event that must not be accepted, and why. It is an answer rather than a failure, so
 * it carries no stack trace.
 */
public final class InvalidEventException extends Exception {

	private static final long serialVersionUID = 1L;

	private final String code;

	private final String detail;

	private final @Nullable String path;

	public InvalidEventException(String code, String detail) {
		this(code, detail, null);
	}

	/**
	 * @param path where in the event, a JSON Pointer (RFC 6901)
	 */
	public InvalidEventException(String code, String detail, @Nullable String path) {
		super(code + ": " + detail, null, false, false);
		this.code = code;
		this.detail = detail;
		this.path = path;
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

	/**
	 * Where in the event, a JSON Pointer; null where the detail says it all.
	 */
	public @Nullable String path() {
		return this.path;
	}

}
