package io.millrace.notification.deliver;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How deliveries are tried, to endpoints and to the mail server.
 *
 * @param timeout how long a try may take in all. Default 10s. Too low and a slow receiver
 * gets everything several times, too high and one that hangs takes the places of others'
 * tries to the same target
 * @param maxAttempts how often a delivery is tried before it is set aside, at least 1.
 * Default 12, which with the default pauses takes some 20 minutes. A restart begins to
 * count anew
 * @param initialBackoff the pause after the first failure; it doubles with each, and is
 * shortened by up to a half at random. Default 1s
 * @param maxBackoff the longest pause, also where the receiver asks for a longer one
 * (Retry-After). Default 10m
 * @param concurrency how many tries to one target this node makes at a time, at least 1;
 * never two of one user. Default 16
 */
@ConfigurationProperties("millrace.notification.deliver")
public record DeliverProperties(@DefaultValue("10s") Duration timeout, @DefaultValue("12") int maxAttempts,
		@DefaultValue("1s") Duration initialBackoff, @DefaultValue("10m") Duration maxBackoff,
		@DefaultValue("16") int concurrency) {

	public DeliverProperties {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException(
					"millrace.notification.deliver.timeout must be positive, not " + timeout);
		}
		if (maxAttempts < 1 || concurrency < 1) {
			throw new IllegalArgumentException(
					"millrace.notification.deliver.max-attempts and .concurrency must be at least 1, not " + maxAttempts
							+ " and " + concurrency);
		}
		if (initialBackoff.isNegative() || maxBackoff.compareTo(initialBackoff) < 0) {
			throw new IllegalArgumentException("millrace.notification.deliver.initial-backoff, " + initialBackoff
					+ ", must be from 0 to max-backoff, " + maxBackoff);
		}
	}

}
