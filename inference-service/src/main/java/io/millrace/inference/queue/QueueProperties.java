package io.millrace.inference.queue;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The queue of requests.
 *
 * @param maxLength how many requests may wait for workers before more are refused (429),
 * at least 1. Default 1,000. Too low refuses what would be computed in time, too high has
 * all wait longer than their deadline
 * @param maxAge how long after it was asked for a request is still computed, and the
 * longest lease on it, from 1s to 1d. Default 1m. Too low drops what somebody may still
 * ask for, too high computes what nobody waits for, and makes those who ask the same wait
 * so long for a request that Kafka has lost
 * @param deliveryTimeout how long Kafka may take to acknowledge a request, at least 2s.
 * Default 3s
 * @param lease how long the one who is to append a request has for it, longer than
 * delivery-timeout and a second. Default 5s. If that process dies, others who ask the
 * same wait so long before one of them takes over
 */
@ConfigurationProperties("millrace.inference.queue")
public record QueueProperties(@DefaultValue("1000") int maxLength, @DefaultValue("1m") Duration maxAge,
		@DefaultValue("3s") Duration deliveryTimeout, @DefaultValue("5s") Duration lease) {

	/** The workers' consumer group. */
	public static final String GROUP = "inference";

	/** How long a call may wait for Kafka's metadata. */
	static final Duration MAX_BLOCK = Duration.ofSeconds(1);

	private static final String PREFIX = "millrace.inference.queue.";

	public QueueProperties {
		require(maxLength >= 1, "max-length must be at least 1, not " + maxLength);
		require(maxAge.toMillis() >= 1_000 && maxAge.toDays() <= 1, "max-age must be from 1s to 1d, not " + maxAge);
		require(deliveryTimeout.toMillis() >= 2_000, "delivery-timeout must be at least 2s, not " + deliveryTimeout);
		require(lease.compareTo(deliveryTimeout.plus(MAX_BLOCK)) > 0,
				"lease (" + lease + ") must be longer than delivery-timeout (" + deliveryTimeout + ") and "
						+ MAX_BLOCK.toSeconds() + "s");
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(PREFIX + message);
		}
	}

}
