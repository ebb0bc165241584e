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
 * <li>{@code :stats} hash, see {@link PartitionStats}. Never expires; some ten fields,
 * and one for each meter that there ever was in this generation.
 * <li>{@code :copied} hash: {@code pieces}, which buckets were copied from another
 * generation, see {@link Copied}. Never expires; some kilobytes, and only where the log
 * had lost its beginning.
 * <li>{@code :changes} sorted set: closed buckets ({@code <level>:<start>}) that were
 * changed all the same, by the position up to which the log was counted then. Never
 * expires; the latest {@value #MOST_CHANGES}.
 * <li>{@code :events:<level>:<start>} hash: type to number of events.
 * <li>{@code :users:<level>:<start>} hash: type to sketch of users.
 * <li>{@code :m.<digest>:<level>:<start>} hash: a meter's group to its cell.
 * <li>{@code :f.<digest>:<level>:<start>} hash: a funnel's step to its sketch of users.
 * <li>{@code :r.<digest>:1d:<start>} hash: days since a retention's users' first day,
 * which is the bucket's, to how many were seen then.
 * <li>{@code :user:<subject>} hash: {@code f.<digest>} and {@code r.<digest>} to what is
 * remembered of that user, see {@link io.millrace.dashboard.journey.History}. Expires
 * when no journey needs it any more and
 * {@code millrace.dashboard.journeys.allowed-outage} has passed; one for each user who
 * was seen in that time, if there are journeys.
 * </ul>
 * {@code <start>} is in seconds since 1970. Those with a level expire when their level no
 * longer keeps them, and have as many fields as there are groups a day, bounded by
 * {@code millrace.dashboard.aggregate.max-types} or the meter, and one for the rest.
 */
@RequiredArgsConstructor
final class AggregateKeys {

	/** Greater with each change of what is said above that isn't an addition. */
	static final int LAYOUT = 1;

	/** How many changed buckets are remembered. */
	static final int MOST_CHANGES = 2000;

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

	String cells(StoredBucket.Id id) {
		return cells(id.metric(), id.bucket());
	}

	String user(String subject) {
		return this.slot.key("user:" + subject);
	}

	String changes() {
		return this.slot.key("changes");
	}

	/** Its name in {@link #changes()}, and the end of its keys. */
	static String name(Bucket bucket) {
		return bucket.level().key() + ":" + bucket.startSeconds();
	}

	String copied() {
		return this.slot.key("copied");
	}

	String cells(Metric metric, Bucket bucket) {
		return this.slot.key(metric.key() + ":" + name(bucket));
	}

}
