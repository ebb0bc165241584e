package io.millrace.dashboard.aggregate;

import java.time.Instant;
import java.util.Map;

import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Metric;

/**
 * One bucket as it is stored, not empty.
 *
 * @param id which
 * @param cells by group: a number in decimal digits, or a sketch
 */
public record StoredBucket(Id id, Map<String, byte[]> cells) {

	/**
	 * Which bucket of which metric.
	 */
	public record Id(Metric metric, Bucket bucket) {

		/**
		 * When it may be forgotten.
		 */
		Instant expiry() {
			return this.bucket.expiry(this.metric);
		}

	}

}
