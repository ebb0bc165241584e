package io.millrace.dashboard.query;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.millrace.dashboard.meter.Bucket;
import org.jspecify.annotations.Nullable;

/**
 * A range of time, point by point.
 */
final class Period {

	private final List<Point> points;

	private final Map<Bucket, Integer> places = new HashMap<>();

	/**
	 * One point of the answer.
	 *
	 * @param start where it begins
	 * @param end where it ends, exclusive
	 * @param buckets what to read; together they are the point, once
	 */
	record Point(Instant start, Instant end, List<Bucket> buckets) {
	}

	/** Of points that follow one another. */
	Period(List<Point> points) {
		this.points = List.copyOf(points);
		for (int i = 0; i < points.size(); i++) {
			for (Bucket bucket : points.get(i).buckets()) {
				this.places.put(bucket, i);
			}
		}
	}

	Instant from() {
		return this.points.getFirst().start();
	}

	Instant to() {
		return this.points.getLast().end();
	}

	List<Point> points() {
		return this.points;
	}

	Stream<Bucket> buckets() {
		return this.points.stream().flatMap((point) -> point.buckets().stream());
	}

	/**
	 * Which point a bucket belongs to, null if to none.
	 */
	@Nullable Integer place(Bucket bucket) {
		return this.places.get(bucket);
	}

}
