package io.millrace.dashboard.aggregate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Level;
import io.millrace.dashboard.meter.Metric;

/**
 * The buckets that may be in Redis, some 23,000 a partition, told by their levels'
 * retention rather than looked for.
 */
final class KeptBuckets {

	/** How many are read at once at most. */
	private static final int AT_ONCE = 200;

	private final Deque<Bucket> left = new ArrayDeque<>();

	private final List<Metric> metrics;

	/**
	 * @param metrics those that are looked for
	 * @param wanted such that it holds for no bucket after one of its level for which it
	 * doesn't
	 */
	KeptBuckets(List<Metric> metrics, Instant now, Predicate<Bucket> wanted) {
		this.metrics = List.copyOf(metrics);
		for (Level level : Level.values()) {
			Bucket bucket = Bucket.at(level, now.minus(longest(level)));
			while (wanted.test(bucket)) {
				this.left.add(bucket);
				bucket = new Bucket(level, bucket.startSeconds() + level.width().toSeconds());
			}
		}
	}

	private Duration longest(Level level) {
		return metrics(level).stream()
			.map((metric) -> Duration.between(Instant.EPOCH, level.expiry(metric, Instant.EPOCH)))
			.max(Duration::compareTo)
			.orElseThrow();
	}

	/**
	 * What a level keeps.
	 */
	List<Metric> metrics(Level level) {
		return this.metrics.stream().filter(level::keeps).toList();
	}

	/**
	 * Some that come next, all of one level, from the earliest on; none if there are no
	 * more.
	 */
	List<Bucket> next() {
		List<Bucket> next = new ArrayList<>();
		for (Bucket bucket : this.left) {
			if (next.size() == AT_ONCE || (!next.isEmpty() && next.getFirst().level() != bucket.level())) {
				break;
			}
			next.add(bucket);
		}
		return next;
	}

	/** The first ones are done. */
	void done(int count) {
		for (int i = 0; i < count; i++) {
			this.left.remove();
		}
	}

}
