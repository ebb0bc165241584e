package io.millrace.dashboard.meter;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Ranges of time in whole buckets.
 */
public final class Alignment {

	private static final List<Level> LEVELS = List.of(Level.values());

	private Alignment() {
	}

	/**
	 * The last multiple of a width since 1970, UTC, that isn't after a time.
	 */
	public static Instant floor(Instant time, Duration width) {
		long second = time.getEpochSecond();
		return Instant.ofEpochSecond(second - Math.floorMod(second, width.toSeconds()));
	}

	/**
	 * The first multiple of a width since 1970, UTC, that isn't before a time.
	 */
	public static Instant ceiling(Instant time, Duration width) {
		Instant floor = floor(time, width);
		return floor.equals(time) ? floor : floor.plus(width);
	}

	/**
	 * A range in buckets of one level, to which it is aligned.
	 */
	public static List<Bucket> split(Instant from, Instant to, Level level) {
		List<Bucket> buckets = new ArrayList<>();
		for (Instant at = from; at.isBefore(to); at = at.plus(level.width())) {
			buckets.add(Bucket.at(level, at));
		}
		return buckets;
	}

	/**
	 * A range in as few buckets as possible: the coarsest in the middle, finer ones at
	 * the edges.
	 */
	public static List<Bucket> compose(Instant from, Instant to) {
		return compose(from, to, LEVELS.getLast());
	}

	/**
	 * A range in as few buckets as possible that aren't wider than a level's.
	 */
	public static List<Bucket> compose(Instant from, Instant to, Level widest) {
		List<Bucket> buckets = new ArrayList<>();
		compose(from, to, LEVELS.indexOf(widest), buckets);
		return buckets;
	}

	private static void compose(Instant from, Instant to, int index, List<Bucket> buckets) {
		if (!from.isBefore(to)) {
			return;
		}
		Level level = LEVELS.get(index);
		Instant first = ceiling(from, level.width());
		Instant last = floor(to, level.width());
		if (first.isBefore(last)) {
			compose(from, first, index - 1, buckets);
			buckets.addAll(split(first, last, level));
			compose(last, to, index - 1, buckets);
		}
		else {
			compose(from, to, index - 1, buckets);
		}
	}

}
