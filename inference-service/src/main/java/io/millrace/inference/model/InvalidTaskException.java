package io.millrace.inference.model;

/**
 * A task that the model would not take. An answer to the caller, so without a stack
 * trace.
 */
public final class InvalidTaskException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String param;

	private final String code;

	/**
	 * @param param what of the request is at fault: {@code input}, or a parameter's name
	 * @param code for programs, as OpenAI names it where it does
	 * @param message for people: what is wrong and what would be right
	 */
	public InvalidTaskException(String param, String code, String message) {
		super(message, null, false, false);
		this.param = param;
		this.code = code;
	}

	public String param() {
		return this.param;
	}

	public String code() {
		return this.code;
	}

	/** The message, which is always there. */
	public String detail() {
		return String.valueOf(getMessage());
	}

}
