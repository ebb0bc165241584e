package io.millrace.dashboard.aggregate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.millrace.sink.Succession;
import io.millrace.sink.fence.Slot;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.common.TopicPartition;

/**
 * How one generation of aggregates succeeds another. Buckets are kept longer than the
 * log: what begins before the log may hold events that it no longer has, and is copied;
 * what begins later is counted from the log. Before the switch the closed buckets of both
 * are compared.
 */
@RequiredArgsConstructor
final class AggregateSuccession implements Succession {

	/** By how much an event's time may be ahead of its coming. */
	static final Duration AHEAD = Duration.ofMinutes(5);

	/** Nothing is expected any more in what ended so long before the latest event. */
	private static final Duration MARGIN = Duration.ofMinutes(1);

	private final SuccessionStore store;

	private final AggregateStore cells;

	private final Clock clock;

	@Override
	public Copy copy(Slot live, Slot filled, TopicPartition partition, Instant began) {
		Instant cutoff = began.plus(AHEAD);
		return new BucketCopy(this.store, new AggregateKeys(live), new AggregateKeys(filled),
				new KeptBuckets(this.clock.instant(), (bucket) -> bucket.start().isBefore(cutoff)));
	}

	@Override
	public Check compare(Slot live, Slot filled) {
		AggregateKeys keys = new AggregateKeys(live);
		PartitionStats stats = this.cells.stats(keys);
		// Beyond all are those that begin later; these ended before.
		return new BucketCheck(this.store, keys, new AggregateKeys(filled),
				new KeptBuckets(this.clock.instant(),
						(bucket) -> !stats.isBeyondAll(bucket.start().plus(bucket.level().width()).plus(MARGIN))),
				this.clock);
	}

}
