package io.millrace.inference.result;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long results are kept.
 *
 * @param ttl how long a result is kept, from 1s to 3650d. Default 24h. More saves more
 * computing and costs memory of Redis: the answer, some 1.5 KB for a vector of 384
 * dimensions, and 350 bytes
 * @param jitter by which part of it, at most, each is kept for less, from 0 to 1. Default
 * 0.1. With none, what came together expires together and is computed anew all at once
 * @param failureTtl how long it is remembered that a model refuses something, from 0 to
 * 1h; that it was overloaded or away never is. Default 10s. Too low and who repeats a
 * mistake keeps the model busy, too high and who has put something right at the model
 * waits
 */
@ConfigurationProperties("millrace.inference.result")
public record ResultProperties(@DefaultValue("24h") Duration ttl, @DefaultValue("0.1") double jitter,
		@DefaultValue("10s") Duration failureTtl) {

	private static final String PREFIX = "millrace.inference.result.";

	public ResultProperties {
		require(ttl.toMillis() >= 1_000 && ttl.toDays() <= 3650, "ttl must be from 1s to 3650d, not " + ttl);
		require(jitter >= 0 && jitter <= 1, "jitter must be from 0 to 1, not " + jitter);
		require(!failureTtl.isNegative() && failureTtl.toHours() <= 1,
				"failure-ttl must be from 0 to 1h, not " + failureTtl);
	}

	/** For how long one result is kept. */
	Duration jittered(RandomGenerator random) {
		return Duration.ofMillis(Math.max(1, (long) (this.ttl.toMillis() * (1 - this.jitter * random.nextDouble()))));
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(PREFIX + message);
		}
	}

}
