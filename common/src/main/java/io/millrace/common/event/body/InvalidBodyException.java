package io.millrace.common.event.body;

/**
 * A body of which no event can be taken. It is an answer rather than a failure, so it
 * carries no stack trace.
 */
public final class InvalidBodyException extends Exception {

	private static final long serialVersionUID = 1L;

	/** The kinds that callers tell apart. */
	public enum Reason {

		/** Not the JSON it should be. */
		MALFORMED,

		/** More events than allowed. */
		TOO_MANY_EVENTS

	}

	private final Reason reason;

	private final String detail;

	InvalidBodyException(Reason reason, String detail) {
		super(reason + ": " + detail, null, false, false);
		this.reason = reason;
		this.detail = detail;
	}

	static InvalidBodyException malformed(String detail) {
		return new InvalidBodyException(Reason.MALFORMED, detail);
	}

	public Reason reason() {
		return this.reason;
	}

	/**
	 * For people: what is wrong and where.
	 */
	public String detail() {
		return this.detail;
	}

}
