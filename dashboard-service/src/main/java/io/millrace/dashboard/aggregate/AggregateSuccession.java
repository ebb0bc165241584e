package io.millrace.dashboard.aggregate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.millrace.dashboard.definition.Meters;
import io.millrace.dashboard.meter.Metric;
import io.millrace.sink.Succession;
import io.millrace.sink.fence.Slot;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.common.TopicPartition;

/**
 * How one generation of aggregates succeeds another. Buckets are kept longer than the
 * log: what begins before the log may hold events that it no longer has, and is copied;
 * what begins later is counted from the log. Users' first days are not copied: without
 * the histories that told them, whoever comes back would look new. Before the switch the
 * closed buckets of both are compared, of the metrics that both count since their
 * beginning.
 */
@RequiredArgsConstructor
final class AggregateSuccession implements Succession {

	/** By how much an event's time may be ahead of its coming. */
	static final Duration AHEAD = Duration.ofMinutes(5);

	/** Nothing is expected any more in what ended so long before the latest event. */
	private static final Duration MARGIN = Duration.ofMinutes(1);

	private final SuccessionStore store;

	private final AggregateStore cells;

	private final Meters meters;

	private final Clock clock;

	@Override
	public Copy copy(Slot live, Slot filled, TopicPartition partition, Instant began) {
		Instant cutoff = began.plus(AHEAD);
		Map<Boolean, List<Metric>> byFirstDay = this.meters.current()
			.metrics()
			.stream()
			.collect(Collectors.partitioningBy((metric) -> metric.basis() == Metric.Basis.FIRST_DAY));
		return new BucketCopy(this.store, new AggregateKeys(live), new AggregateKeys(filled),
				new KeptBuckets(Objects.requireNonNull(byFirstDay.get(false)), this.clock.instant(),
						(bucket) -> bucket.start().isBefore(cutoff)),
				began, Objects.requireNonNull(byFirstDay.get(true)));
	}

	@Override
	public Check compare(Slot live, Slot filled) {
		AggregateKeys keys = new AggregateKeys(live);
		PartitionStats stats = this.cells.stats(keys);
		// Beyond all are those that begin later; these ended before.
		PartitionStats rebuilt = this.cells.stats(new AggregateKeys(filled));
		List<Metric> whole = this.meters.current()
			.metrics()
			.stream()
			.filter((metric) -> Stream.of(stats, rebuilt)
				.allMatch((one) -> one.since(metric).equals(Optional.of(Instant.MIN))))
			.toList();
		return new BucketCheck(this.store, keys, new AggregateKeys(filled),
				new KeptBuckets(whole, this.clock.instant(),
						(bucket) -> !stats.isBeyondAll(bucket.start().plus(bucket.level().width()).plus(MARGIN))),
				this.clock);
	}

}
