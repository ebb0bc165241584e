package io.millrace.inference.model;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A model can't answer now: it is overloaded, away or misconfigured. Never cached.
 */
public final class ModelUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final @Nullable Duration retryAfter;

	/**
	 * @param message for people: what is in the way
	 * @param retryAfter when it wants to be asked again, null if it doesn't say
	 */
	public ModelUnavailableException(String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
		super(message, cause);
		this.retryAfter = retryAfter;
	}

	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
