package io.millrace.dashboard.aggregate;

import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Metric;
import io.millrace.sink.fence.Slot;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.common.TopicPartition;

/**
 * The keys of one partition in one generation, all in one slot
 * {@code {agg.<generation>.<topic>.<partition>}}:
 * <ul>
 * <li>{@code :fence} up to where the log is counted; redis-sink's.
 * <li>{@code :stats} hash: {@code maxTime}, the greatest event time seen, in
 * milliseconds; {@code late:<level>}, how many events came too late for a level. Never
 * expires; five fields.
 * <li>{@code :copied} hash: {@code pieces}, which buckets were copied from another
 * generation, see {@link Copied}. Never expires; some kilobytes, and only where the log
 * had lost its beginning.
 * <li>{@code :events:<level>:<start>} hash: type to number of events.
 * <li>{@code :users:<level>:<start>} hash: type to sketch of users.
 * </ul>
 * {@code <start>} is in seconds since 1970. The last two expire when their level no
 * longer keeps them, and have as many fields as there are types a day, bounded by
 * {@code millrace.dashboard.aggregate.max-types}, and one for the rest.
 */
@RequiredArgsConstructor
final class AggregateKeys {

	/** Greater with each change of what is said above. */
	static final int LAYOUT = 1;

	/** Of the slots' tags. */
	static final String PREFIX = "agg";

	/** The field of {@link #copied()}. */
	static final String PIECES = "pieces";

	private final Slot slot;

	static Slot slot(String generation, TopicPartition partition) {
		return new Slot(PREFIX + "." + generation + "." + partition.topic() + "." + partition.partition());
	}

	String fence() {
		return this.slot.fenceKey();
	}

	String stats() {
		return this.slot.key("stats");
	}

	String copied() {
		return this.slot.key("copied");
	}

	String cells(Metric metric, Bucket bucket) {
		return this.slot.key(metric.key() + ":" + bucket.level().key() + ":" + bucket.startSeconds());
	}

}
