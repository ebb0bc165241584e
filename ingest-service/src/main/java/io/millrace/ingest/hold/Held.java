package io.millrace.ingest.hold;

import java.time.Duration;

/**
 * What became of an event that was to be held.
 */
public sealed interface Held {

	/**
	 * It is held.
	 */
	record Safe() implements Held {
	}

	/**
	 * Kafka has it: it was held before.
	 *
	 * @param offset where
	 */
	record There(long offset) implements Held {
	}

	/**
	 * It isn't held, as events go to Kafka again.
	 */
	record Closed() implements Held {
	}

	/**
	 * It isn't held.
	 *
	 * @param code why, for programs
	 * @param detail why, for people
	 * @param retryAfter when it is worth another try
	 */
	record Refused(String code, String detail, Duration retryAfter) implements Held {
	}

	/**
	 * Redis didn't answer: it may be held or not.
	 */
	record Unknown() implements Held {
	}

}
