package io.millrace.ingest.publish;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What became of an event that was to be published.
 */
public sealed interface Outcome {

	/**
	 * Kafka has it, on as many replicas as the topic requires.
	 *
	 * @param topic the topic
	 * @param partition the partition
	 * @param offset its offset in the partition
	 */
	record Committed(String topic, int partition, long offset) implements Outcome {
	}

	/**
	 * Redis has it and hands it over once Kafka can take it.
	 */
	record Held() implements Outcome {
	}

	/**
	 * It was handed to the producer, or to Redis, and not acknowledged in time: Kafka may
	 * or may not have it.
	 */
	record Unknown() implements Outcome {
	}

	/**
	 * Kafka doesn't have it and won't get it.
	 *
	 * @param code why, for programs
	 * @param detail why, for people
	 * @param retryable whether sending it again can succeed
	 * @param retryAfter when, if that is known
	 */
	record Refused(String code, String detail, boolean retryable, @Nullable Duration retryAfter) implements Outcome {
	}

}
