package io.millrace.dashboard.query;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.millrace.dashboard.aggregate.PartitionCells;
import io.millrace.dashboard.meter.Metric;
import io.millrace.sink.fence.Generation;
import org.jspecify.annotations.Nullable;

/**
 * From when on metrics count: not before the generation does, nor before they were added.
 */
final class Beginnings {

	/**
	 * An event's time may be this far ahead of its coming: what came before the first
	 * record that was counted may belong to the time until then.
	 */
	private static final Duration AHEAD = Duration.ofMinutes(5);

	private final List<Metric> metrics;

	/** Of those that were added later. */
	private final Map<String, Instant> since = new LinkedHashMap<>();

	private final Map<Metric, Instant> zerosFrom = new HashMap<>();

	/**
	 * @param now since when a metric counts that an owner doesn't know of yet
	 */
	Beginnings(@Nullable Generation generation, List<Metric> metrics, List<PartitionCells> partitions, Instant now) {
		this.metrics = metrics;
		if (generation == null || generation.filling()) {
			return;
		}
		Instant first = generation.since().map((since) -> since.plus(AHEAD)).orElse(Instant.MIN);
		for (Metric metric : metrics) {
			Instant added = partitions.stream()
				.map((partition) -> partition.stats().since(metric).orElse(now))
				.max(Instant::compareTo)
				.orElse(Instant.MIN);
			if (added.isAfter(Instant.MIN)) {
				this.since.put(metric.name(), added);
			}
			Instant counted = added.isAfter(Instant.MIN) ? added.plus(AHEAD) : first;
			this.zerosFrom.put(metric, counted.isAfter(first) ? counted : first);
		}
	}

	Map<String, Instant> since() {
		return this.since;
	}

	/**
	 * By metric from when on what wasn't counted is known to be nothing; without those of
	 * which that isn't known of any time.
	 */
	Map<Metric, Instant> zerosFrom() {
		return this.zerosFrom;
	}

	/**
	 * Whether all metrics count from a time on.
	 */
	boolean reach(Instant from) {
		return this.metrics.stream().allMatch((metric) -> {
			Instant zeros = this.zerosFrom.get(metric);
			return zeros != null && !from.isBefore(zeros);
		});
	}

}
