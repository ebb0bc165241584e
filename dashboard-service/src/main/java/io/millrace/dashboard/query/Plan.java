package io.millrace.dashboard.query;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.millrace.dashboard.aggregate.StoredBucket;
import io.millrace.dashboard.meter.Alignment;
import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Metric;
import org.jspecify.annotations.Nullable;

/**
 * How a query is answered.
 *
 * @param query what was asked, resolved and found legal
 * @param filter which types count; null for all
 * @param buckets what to read; together they are the range, once
 */
record Plan(QueryResult.Resolved query, @Nullable Predicate<String> filter, List<Bucket> buckets) {

	/**
	 * The same for each metric.
	 */
	List<StoredBucket.Id> reads() {
		List<StoredBucket.Id> reads = new ArrayList<>(this.buckets.size() * this.query.metrics().size());
		for (Metric metric : this.query.metrics()) {
			this.buckets.forEach((bucket) -> reads.add(new StoredBucket.Id(metric, bucket)));
		}
		return reads;
	}

	/**
	 * The times of the answer's points, ascending.
	 */
	List<Instant> points() {
		Duration width = this.query.step().width();
		if (width == null) {
			return List.of(this.query.from());
		}
		List<Instant> points = new ArrayList<>();
		for (Instant at = this.query.from(); at.isBefore(this.query.to()); at = at.plus(width)) {
			points.add(at);
		}
		return points;
	}

	/**
	 * The point that a bucket belongs to.
	 */
	Instant point(Bucket bucket) {
		Duration width = this.query.step().width();
		return (width != null) ? Alignment.floor(bucket.start(), width) : this.query.from();
	}

}
