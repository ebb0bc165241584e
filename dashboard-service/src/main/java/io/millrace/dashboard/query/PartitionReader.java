package io.millrace.dashboard.query;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.dashboard.aggregate.AggregateStore;
import io.millrace.dashboard.aggregate.PartitionCells;
import io.millrace.dashboard.aggregate.StoredBucket;
import io.millrace.dashboard.meter.Metric;
import org.apache.kafka.common.TopicPartition;

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
	 * @param wanted the plan's
	 * @param taker of what the query takes of each bucket that isn't empty
	 * @return the rest of what is known of the partition; nothing was taken if it has no
	 * fence
	 */
	PartitionCells read(String generation, int partition, Plan plan, List<StoredBucket.Id> wanted,
			BiConsumer<StoredBucket.Id, Reduced> taker) {
		ClosedBuckets.Scope scope = new ClosedBuckets.Scope(generation, partition, plan.cut());
		Map<StoredBucket.Id, ClosedBuckets.Found> found = this.closed.find(scope, wanted);
		for (int attempt = 1;; attempt++) {
			List<StoredBucket.Id> missing = wanted.stream().filter((id) -> !found.containsKey(id)).toList();
			PartitionCells read = this.store.read(generation, new TopicPartition(this.topic, partition), missing,
					found.isEmpty() ? null : Long
						.valueOf(found.values().stream().mapToLong(ClosedBuckets.Found::position).min().orElseThrow()));
			int before = found.size();
			found.values().removeIf((one) -> !one.isStill(read));
			if (read.fence() == null) {
				return read.withoutBuckets();
			}
			if (found.size() == before) {
				this.fromMemory.increment(found.size());
				this.fromRedis.increment(missing.size());
				found.forEach((id, one) -> taker.accept(id, one.reduced()));
				reduce(plan, missing, read).forEach((id, reduced) -> {
					this.closed.keep(scope, id, reduced, read);
					taker.accept(id, reduced);
				});
				return read.withoutBuckets();
			}
			if (attempt == ATTEMPTS) {
				found.clear();
			}
		}
	}

	private static Map<StoredBucket.Id, Reduced> reduce(Plan plan, List<StoredBucket.Id> ids, PartitionCells read) {
		Map<StoredBucket.Id, Reduced> all = HashMap.newHashMap(ids.size());
		ids.forEach((id) -> all.put(id, Reduced.NOTHING));
		Map<Metric, Reduction> reductions = new HashMap<>();
		for (StoredBucket stored : read.buckets()) {
			Reduction reduction = reductions.computeIfAbsent(stored.id().metric(), plan::reduction);
			all.put(stored.id(), reduction.of(stored));
		}
		return all;
	}

}
