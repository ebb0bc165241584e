package io.millrace.dashboard.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.millrace.dashboard.aggregate.StoredBucket;
import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Level;

/**
 * Buckets of one metric that lie side by side, as far as a query wants them: they are
 * looked up in memory at once.
 *
 * @param name which stretch
 * @param wanted those of its buckets that are wanted
 */
record Stretch(Name name, List<StoredBucket.Id> wanted) {

	/** As many minutes as make about an hour. */
	static final int LENGTH = 64;

	/**
	 * Which stretch of time, of which metric.
	 *
	 * @param metric its key
	 * @param level of the buckets
	 * @param number how many stretches there were before, since 1970
	 */
	record Name(String metric, Level level, long number) {

		private static Name of(StoredBucket.Id id) {
			Bucket bucket = id.bucket();
			return new Name(id.metric().key(), bucket.level(), Math.floorDiv(index(bucket), LENGTH));
		}

		/**
		 * The bucket at a place.
		 */
		Bucket bucket(int place) {
			return new Bucket(this.level, (this.number * LENGTH + place) * this.level.width().toSeconds());
		}

	}

	/**
	 * All stretches of some buckets.
	 */
	static List<Stretch> of(List<StoredBucket.Id> ids) {
		Map<Name, Stretch> stretches = new LinkedHashMap<>();
		ids.forEach((id) -> stretches.computeIfAbsent(Name.of(id), (name) -> new Stretch(name, new ArrayList<>()))
			.wanted()
			.add(id));
		return List.copyOf(stretches.values());
	}

	/**
	 * A bucket's place in its stretch, from 0.
	 */
	static int place(Bucket bucket) {
		return Math.floorMod(index(bucket), LENGTH);
	}

	private static long index(Bucket bucket) {
		return Math.floorDiv(bucket.startSeconds(), bucket.level().width().toSeconds());
	}

}
