package io.millrace.dashboard.query;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.millrace.dashboard.aggregate.StoredBucket;
import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Metric;
import org.jspecify.annotations.Nullable;

/**
 * How a query is answered.
 *
 * @param query what was asked, resolved and found legal
 * @param filter which groups count
 * @param period the range
 * @param previous the range that it is compared with, which has as many points; null if
 * it is compared with none
 */
record Plan(QueryResult.Resolved query, GroupFilter filter, Period period, @Nullable Period previous) {

	/**
	 * What is taken of each bucket.
	 */
	ClosedBuckets.Cut cut() {
		return new ClosedBuckets.Cut(this.query.groupBy(), this.query.filter());
	}

	Reduction reduction(Metric metric) {
		return new Reduction(metric, this.query.groupBy(), this.filter);
	}

	/**
	 * What to read.
	 */
	List<StoredBucket.Id> reads() {
		List<Bucket> buckets = Stream
			.concat(this.period.buckets(), (this.previous != null) ? this.previous.buckets() : Stream.empty())
			.toList();
		List<StoredBucket.Id> reads = new ArrayList<>(buckets.size() * this.query.metrics().size());
		for (Metric metric : this.query.metrics()) {
			buckets.forEach((bucket) -> reads.add(new StoredBucket.Id(metric, bucket)));
		}
		return reads;
	}

}
