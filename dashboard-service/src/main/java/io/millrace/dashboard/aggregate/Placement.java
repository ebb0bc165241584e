package io.millrace.dashboard.aggregate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Level;
import io.millrace.dashboard.meter.Metric;

/**
 * Where an event is counted.
 *
 * @param counters the buckets that count it, from the finest level to the coarsest; the
 * last is the day's, unless there is none at all
 * @param sketches those of them that keep sketches too
 * @param late the levels that it came too late for
 */
record Placement(List<Bucket> counters, List<Bucket> sketches, List<Level> late) {

	/** The buckets of a metric that count it. */
	List<Bucket> buckets(Metric metric) {
		List<Bucket> buckets = metric.aggregation().isSketch() ? this.sketches : this.counters;
		return (metric.basis() != Metric.Basis.FIRST_DAY) ? buckets
				: buckets.stream().filter((bucket) -> bucket.level().keeps(metric)).toList();
	}

	/**
	 * Whether an event is late depends on the log alone, so that a replay comes to the
	 * same; only what Redis would forget at once is left out by the clock.
	 * @param time event time
	 * @param appended when the broker appended the record
	 */
	static Placement of(Instant time, Instant appended, Instant now) {
		Duration lateness = Duration.between(time, appended);
		List<Bucket> counters = new ArrayList<>(4);
		List<Bucket> sketches = new ArrayList<>(4);
		List<Level> late = new ArrayList<>(0);
		for (Level level : Level.values()) {
			if (lateness.compareTo(level.kept(Metric.EVENTS)) > 0) {
				late.add(level);
				continue;
			}
			Bucket bucket = Bucket.at(level, time);
			if (bucket.expiry(Metric.EVENTS).isAfter(now)) {
				counters.add(bucket);
				if (level.keeps(Metric.USERS) && lateness.compareTo(level.kept(Metric.USERS)) <= 0
						&& bucket.expiry(Metric.USERS).isAfter(now)) {
					sketches.add(bucket);
				}
			}
		}
		return new Placement(counters, sketches, late);
	}

}
