package io.millrace.ingest.publish;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How events are handed to Kafka. {@code max-block} + {@code delivery-timeout} must be
 * less than {@code request-deadline}: an answer given while the producer still tries
 * would call an event lost that arrives later.
 *
 * @param requestDeadline how long a request may take once its body is read. Default 10s.
 * Callers' own time-outs should be longer: who hangs up earlier never learns what became
 * of the events
 * @param maxBlock how long a request may wait for Kafka's metadata or for room in the
 * producer's buffer before its events are refused. Default 1s, at least 10ms. Too low
 * refuses events on a short stall, too high lets requests pile up
 * @param deliveryTimeout how long the producer tries to get an event acknowledged before
 * it is unknown what became of it. Default 5s, at least 1s. Too low makes unknown what a
 * leader election of some seconds would still have let through, too high keeps callers
 * waiting
 * @param linger how long an event may wait for others to share a request to Kafka with.
 * Default 5ms, at most 1s. More gives larger requests to Kafka and later answers
 * @param batchSize the largest request per partition that is filled. Default 128KB. Too
 * low costs throughput, too high memory
 * @param bufferMemory memory of the producer for events that are not acknowledged.
 * Default 64MB, at least 4MB. Too low makes requests wait at high load; it is all taken
 * when Kafka is slow
 */
@ConfigurationProperties("millrace.ingest.publish")
public record PublishProperties(@DefaultValue("10s") Duration requestDeadline, @DefaultValue("1s") Duration maxBlock,
		@DefaultValue("5s") Duration deliveryTimeout, @DefaultValue("5ms") Duration linger,
		@DefaultValue("128KB") DataSize batchSize, @DefaultValue("64MB") DataSize bufferMemory) {

	private static final String PREFIX = "millrace.ingest.publish.";

	public PublishProperties {
		require(maxBlock.toMillis() >= 10, "max-block must be at least 10ms, not " + maxBlock);
		require(deliveryTimeout.toMillis() >= 1_000, "delivery-timeout must be at least 1s, not " + deliveryTimeout);
		require(!linger.isNegative() && linger.toMillis() <= 1_000, "linger must be 0 to 1s, not " + linger);
		require(batchSize.toBytes() >= 1_024 && batchSize.toBytes() <= bufferMemory.toBytes(),
				"batch-size must be 1KB up to the buffer-memory, not " + batchSize);
		require(bufferMemory.toMegabytes() >= 4, "buffer-memory must be at least 4MB, not " + bufferMemory);
		require(maxBlock.plus(deliveryTimeout).compareTo(requestDeadline) < 0,
				"request-deadline (" + requestDeadline + ") must be longer than max-block (" + maxBlock
						+ ") and delivery-timeout (" + deliveryTimeout
						+ ") together, or a request would be answered while its events may still arrive");
	}

	/**
	 * How long after a request's start events may still be handed to the producer: each
	 * has its full delivery time-out left before the request must be answered.
	 */
	Duration handOver() {
		return this.requestDeadline.minus(this.deliveryTimeout).minus(this.maxBlock);
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(PREFIX + message);
		}
	}

}
