package io.millrace.dashboard.query;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

import io.millrace.dashboard.aggregate.PartitionCells;
import io.millrace.dashboard.aggregate.PartitionStats;
import io.millrace.dashboard.aggregate.PartitionStats.Count;
import io.millrace.dashboard.meter.Level;
import io.millrace.sink.fence.Generation;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * What an answer stands for.
 */
@RequiredArgsConstructor
final class Freshness {

	private final String topic;

	private final Duration allowedLateness;

	/**
	 * @param ends where the logs ended before the partitions were read
	 * @param held since when events are held that aren't in the logs, if any are
	 */
	QueryResult.AsOf of(@Nullable Generation generation, List<PartitionCells> partitions,
			Optional<EndOffsets.Ends> ends, Optional<Instant> held) {
		Map<String, Long> offsets = new LinkedHashMap<>();
		for (PartitionCells partition : partitions) {
			if (partition.fence() != null) {
				offsets.put(this.topic + "-" + partition.partition(), partition.fence().next());
			}
		}
		boolean all = generation != null && offsets.size() == generation.partitions();
		return new QueryResult.AsOf((generation != null) ? generation.name() : null,
				generation == null || generation.filling(),
				(generation != null) ? generation.since().orElse(null) : null, offsets,
				(all && ends.isPresent()) ? lag(partitions, ends.get()) : null,
				all ? completeUntil(partitions, ends, held) : null, offsets.isEmpty() ? null : counters(partitions));
	}

	private static QueryResult.Counters counters(List<PartitionCells> partitions) {
		return new QueryResult.Counters(sum(partitions, (stats) -> stats.count(Count.LATE_ACCEPTED)),
				sum(partitions, (stats) -> stats.lateFor(Level.DAY)),
				sum(partitions, (stats) -> stats.count(Count.FUTURE_REJECTED)),
				sum(partitions, (stats) -> stats.count(Count.DUPLICATES)));
	}

	private static long sum(List<PartitionCells> partitions, ToLongFunction<PartitionStats> count) {
		return partitions.stream().map(PartitionCells::stats).mapToLong(count).sum();
	}

	private static Long lag(List<PartitionCells> partitions, EndOffsets.Ends ends) {
		return partitions.stream().mapToLong((partition) -> lag(partition, ends)).sum();
	}

	private static long lag(PartitionCells partition, EndOffsets.Ends ends) {
		long next = (partition.fence() != null) ? partition.fence().next() : 0;
		// What was appended since they were asked may be counted already.
		return Math.max(0, ends.offsets().getOrDefault(partition.partition(), next) - next);
	}

	private @Nullable Instant completeUntil(List<PartitionCells> partitions, Optional<EndOffsets.Ends> ends,
			Optional<Instant> held) {
		Instant earliest = held.orElse(Instant.MAX);
		for (PartitionCells partition : partitions) {
			Instant seen = seen(partition, ends);
			if (seen == null) {
				return null;
			}
			earliest = seen.isBefore(earliest) ? seen : earliest;
		}
		return earliest.equals(Instant.MAX) ? null
				: earliest.minus(this.allowedLateness).truncatedTo(ChronoUnit.MILLIS);
	}

	/**
	 * A partition in which all is counted follows the clock: a quiet one says nothing of
	 * the time otherwise.
	 */
	private static @Nullable Instant seen(PartitionCells partition, Optional<EndOffsets.Ends> ends) {
		if (ends.isPresent() && lag(partition, ends.get()) == 0) {
			return ends.get().at();
		}
		return partition.stats().maxTime();
	}

}
