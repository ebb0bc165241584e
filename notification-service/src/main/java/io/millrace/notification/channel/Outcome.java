package io.millrace.notification.channel;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What came of one try.
 *
 * @param kind what it means for the delivery
 * @param reason what was in the way; says nothing of what was sent
 * @param retryAfter for how long the receiver wants to be left alone, if it said so
 */
public record Outcome(Kind kind, @Nullable String reason, @Nullable Duration retryAfter) {

	private static final Outcome DELIVERED = new Outcome(Kind.DELIVERED, null, null);

	/**
	 * The kinds.
	 */
	public enum Kind {

		/** It arrived. */
		DELIVERED,
		/** Nobody is there any more to get it. */
		SKIPPED,
		/** It may arrive another time. */
		FAILED,
		/** It never will. */
		REFUSED

	}

	public static Outcome delivered() {
		return DELIVERED;
	}

	public static Outcome skipped(String reason) {
		return new Outcome(Kind.SKIPPED, reason, null);
	}

	public static Outcome failed(String reason) {
		return new Outcome(Kind.FAILED, reason, null);
	}

	public static Outcome failed(String reason, @Nullable Duration retryAfter) {
		return new Outcome(Kind.FAILED, reason, retryAfter);
	}

	public static Outcome refused(String reason) {
		return new Outcome(Kind.REFUSED, reason, null);
	}

}
