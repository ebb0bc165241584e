package io.millrace.common.security.limit;

import java.time.Duration;
import java.util.Optional;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import org.jspecify.annotations.Nullable;

/**
 * What is left to one key: two buckets that fill by the second. Thread-safe.
 */
final class Budget {

	private final long requestsPerSecond;

	private final long bytesPerSecond;

	private final @Nullable Bucket requests;

	private final @Nullable Bucket bytes;

	/**
	 * @param requestsPerSecond 0 for no limit
	 * @param bytesPerSecond 0 for no limit
	 */
	Budget(long requestsPerSecond, long bytesPerSecond, TimeMeter time) {
		this.requestsPerSecond = requestsPerSecond;
		this.bytesPerSecond = bytesPerSecond;
		this.requests = bucket(requestsPerSecond, time);
		this.bytes = bucket(bytesPerSecond, time);
	}

	private static @Nullable Bucket bucket(long perSecond, TimeMeter time) {
		return (perSecond > 0) ? Bucket.builder()
			.addLimit((limit) -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
			.withCustomTimePrecision(time)
			.build() : null;
	}

	/** Whether it is for these limits: they can change while the service runs. */
	boolean isFor(long requests, long bytes) {
		return this.requestsPerSecond == requests && this.bytesPerSecond == bytes;
	}

	/**
	 * Takes one request; if there is none to take, or the bytes are overdrawn, says how
	 * long to wait.
	 */
	Optional<Duration> takeRequest() {
		if (this.bytes != null && this.bytes.getAvailableTokens() <= 0) {
			return Optional.of(Duration.ofNanos(this.bytes.estimateAbilityToConsume(1).getNanosToWaitForRefill()));
		}
		if (this.requests != null) {
			ConsumptionProbe probe = this.requests.tryConsumeAndReturnRemaining(1);
			if (!probe.isConsumed()) {
				return Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
			}
		}
		return Optional.empty();
	}

	/** Takes bytes, overdrawing if need be: one body can be more than a second's. */
	void takeBytes(long count) {
		if (this.bytes != null && count > 0) {
			long unused = this.bytes.consumeIgnoringRateLimits(count);
		}
	}

}
