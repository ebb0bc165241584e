package io.millrace.inference.model.openai;

import java.io.IOException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A call came to nothing that can be used, and the next one may come to more. Caught
 * within this package, so it has no stack trace.
 */
final class UnusableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final @Nullable Duration retryAfter;

	/**
	 * @param what what the server did, as in "The server of small {what}"
	 */
	UnusableException(String what, @Nullable Duration retryAfter, @Nullable Throwable cause) {
		super(what, cause, false, false);
		this.retryAfter = retryAfter;
	}

	UnusableException(String what) {
		this(what, null, null);
	}

	/** No answer has come, or not all of it. */
	static UnusableException unreachable(@Nullable Throwable failure) {
		String why = (failure instanceof IOException && failure.getMessage() != null) ? failure.getMessage()
				: String.valueOf(failure);
		return new UnusableException("can't be asked: " + why, null, failure);
	}

	@Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
