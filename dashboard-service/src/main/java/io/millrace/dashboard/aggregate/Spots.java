package io.millrace.dashboard.aggregate;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Level;
import io.millrace.dashboard.meter.Metric;

/**
 * The {@link Spot}s of late. Most events are of the last few seconds and of a few groups,
 * and finding their cells one by one took longer than changing them.
 */
final class Spots {

	/** What isn't older than that is counted at all levels. */
	private static final Duration TIMELY = Arrays.stream(Level.values())
		.flatMap((level) -> Stream.of(level.kept(Metric.EVENTS), level.kept(Metric.USERS)))
		.filter(Duration::isPositive)
		.min(Duration::compareTo)
		.orElseThrow();

	private static final int MOST = 10_000;

	/** By the start of their finest bucket. */
	private final Map<Long, Spot> byTime = new HashMap<>();

	private int remembered;

	/**
	 * Where an event belongs.
	 * @param time event time
	 * @param appended when the broker appended the record
	 */
	Spot at(Instant time, Instant appended, Instant now) {
		Bucket finest = Bucket.at(Level.TEN_SECONDS, time);
		Spot known = this.byTime.get(finest.startSeconds());
		Instant until = finest.start().plus(TIMELY);
		boolean timely = !appended.isAfter(until) && !now.isAfter(until);
		if (known != null && timely && known.isTimely()) {
			return known;
		}
		Placement placement = Placement.of(time, appended, now);
		if (known != null && known.placement().equals(placement)) {
			return known;
		}
		Spot found = new Spot(placement, timely);
		this.byTime.put(finest.startSeconds(), found);
		remembered();
		return found;
	}

	/**
	 * Remembers in which cells a group was counted. They are right until
	 * {@link #clear()}.
	 */
	void put(Spot spot, Metric metric, String group, List<Place> places) {
		spot.put(metric, group, places);
		remembered();
	}

	private void remembered() {
		if (++this.remembered > MOST) {
			clear();
		}
	}

	/** To be called when cells are forgotten, or others are counted. */
	void clear() {
		this.byTime.clear();
		this.remembered = 0;
	}

}
