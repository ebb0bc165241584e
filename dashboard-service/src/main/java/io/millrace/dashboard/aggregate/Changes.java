package io.millrace.dashboard.aggregate;

import java.util.Map;

import io.millrace.dashboard.meter.Bucket;
import org.jspecify.annotations.Nullable;

/**
 * Which closed buckets of a partition were changed all the same, and when.
 */
public final class Changes {

	/** None that were asked for. */
	static final Changes NONE = new Changes(null, Map.of());

	private final @Nullable Long from;

	private final Map<String, Long> positions;

	/**
	 * @param from the position after which all changes are known; null if all are
	 * @param positions up to where the log was counted after a bucket's latest change
	 */
	Changes(@Nullable Long from, Map<String, Long> positions) {
		this.from = from;
		this.positions = Map.copyOf(positions);
	}

	/**
	 * Whether all since a position are known, if they were asked for from there.
	 */
	public boolean areKnownFrom(long position) {
		return this.from == null || position >= this.from;
	}

	public boolean isEmpty() {
		return this.positions.isEmpty();
	}

	/**
	 * Whether a bucket is what it was at a position.
	 */
	public boolean leave(Bucket bucket, long position) {
		return this.positions.getOrDefault(AggregateKeys.name(bucket), position) <= position;
	}

}
