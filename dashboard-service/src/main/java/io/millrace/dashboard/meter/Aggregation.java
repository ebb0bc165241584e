package io.millrace.dashboard.meter;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What a metric makes of its events.
 */
public enum Aggregation {

	/** How many. Exact. */
	COUNT,
	/** The sum of their values, an exact decimal. */
	SUM,
	/** The least of their values. Exact. */
	MIN,
	/** The greatest of their values. Exact. */
	MAX,
	/** The mean of their values: an exact sum divided by an exact number. */
	AVG,
	/** How many different values; an estimate. */
	DISTINCT,
	/** The values below which 50, 90 and 99 % of all values lie; estimates. */
	PERCENTILES;

	/**
	 * Its name in configuration, requests and answers.
	 */
	@JsonValue
	public String key() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Whether it is kept as a sketch: an estimate that takes kilobytes, and therefore is
	 * kept at fewer levels, and for a shorter time.
	 */
	public boolean isSketch() {
		return this == DISTINCT || this == PERCENTILES;
	}

	/**
	 * Whether nothing is as good as zero: no event has a sum of zero, but no least value.
	 */
	public boolean isZeroOfNothing() {
		return this == COUNT || this == SUM || this == DISTINCT;
	}

}
