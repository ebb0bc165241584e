package io.millrace.dashboard.query;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.dashboard.aggregate.AggregateStore;
import io.millrace.dashboard.aggregate.PartitionCells;
import io.millrace.dashboard.aggregate.StoredBucket;
import io.millrace.dashboard.meter.Metric;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a query needs of a partition, all as it stood at one moment: what this node
 * has in memory from an earlier query, and is still so, and the rest from Redis.
 * Thread-safe.
 */
final class PartitionReader {

	/** Then all is read, whatever there is in memory. */
	private static final int ATTEMPTS = 2;

	private final String topic;

	private final AggregateStore store;

	private final ClosedBuckets closed;

	private final Counter fromMemory;

	private final Counter fromRedis;

	PartitionReader(String topic, AggregateStore store, ClosedBuckets closed, MeterRegistry registry) {
		this.topic = topic;
		this.store = store;
		this.closed = closed;
		this.fromMemory = counter("memory", registry);
		this.fromRedis = counter("redis", registry);
	}

	private static Counter counter(String from, MeterRegistry registry) {
		return Counter.builder("millrace.dashboard.query.buckets")
			.tag("from", from)
			.description("Buckets that answers were made of")
			.register(registry);
	}

	/**
	 * @param stretches all that is wanted
	 * @param taker of what the query takes of each bucket
	 * @return the rest of what is known of the partition; nothing was taken if it has no
	 * fence
	 */
	PartitionCells read(String generation, int partition, Plan plan, List<Stretch> stretches,
			BiConsumer<StoredBucket.Id, Reduced> taker) {
		ClosedBuckets.Scope scope = new ClosedBuckets.Scope(generation, partition, plan.cut());
		List<ClosedBuckets.Found> found = stretches.stream()
			.map((stretch) -> this.closed.find(scope, stretch))
			.toList();
		List<StoredBucket.Id> missing = missing(stretches, found);
		for (int attempt = 1;; attempt++) {
			PartitionCells read = this.store.read(generation, new TopicPartition(this.topic, partition), missing,
					since(found));
			found.forEach((one) -> one.keepWhatIsStill(read));
			if (read.fence() == null) {
				return read.withoutBuckets();
			}
			List<StoredBucket.Id> stillMissing = missing(stretches, found);
			if (stillMissing.size() == missing.size()) {
				take(plan, stretches, found, read, taker);
				this.fromRedis.increment(missing.size());
				return read.withoutBuckets();
			}
			if (attempt == ATTEMPTS) {
				found.forEach(ClosedBuckets.Found::forget);
			}
			missing = missing(stretches, found);
		}
	}

	private static List<StoredBucket.Id> missing(List<Stretch> stretches, List<ClosedBuckets.Found> found) {
		List<StoredBucket.Id> missing = new ArrayList<>();
		for (int i = 0; i < found.size(); i++) {
			ClosedBuckets.Found one = found.get(i);
			for (StoredBucket.Id id : stretches.get(i).wanted()) {
				if (one.get(id) == null) {
					missing.add(id);
				}
			}
		}
		return missing;
	}

	private static @Nullable Long since(List<ClosedBuckets.Found> found) {
		long oldest = found.stream().mapToLong(ClosedBuckets.Found::position).min().orElse(Long.MAX_VALUE);
		return (oldest != Long.MAX_VALUE) ? oldest : null;
	}

	private void take(Plan plan, List<Stretch> stretches, List<ClosedBuckets.Found> found, PartitionCells read,
			BiConsumer<StoredBucket.Id, Reduced> taker) {
		Map<StoredBucket.Id, Reduced> reduced = reduce(plan, read);
		int known = 0;
		for (int i = 0; i < found.size(); i++) {
			ClosedBuckets.Found one = found.get(i);
			for (StoredBucket.Id id : stretches.get(i).wanted()) {
				Reduced kept = one.get(id);
				if (kept != null) {
					taker.accept(id, kept);
					known++;
				}
				else {
					Reduced fresh = reduced.getOrDefault(id, Reduced.NOTHING);
					taker.accept(id, fresh);
					one.add(id, fresh, read);
				}
			}
			one.keep(read);
		}
		this.fromMemory.increment(known);
	}

	private static Map<StoredBucket.Id, Reduced> reduce(Plan plan, PartitionCells read) {
		Map<StoredBucket.Id, Reduced> all = HashMap.newHashMap(read.buckets().size());
		Map<Metric, Reduction> reductions = new HashMap<>();
		for (StoredBucket stored : read.buckets()) {
			Reduction reduction = reductions.computeIfAbsent(stored.id().metric(), plan::reduction);
			all.put(stored.id(), reduction.of(stored));
		}
		return all;
	}

}
