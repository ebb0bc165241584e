package io.millrace.dashboard.meter;

import java.time.Duration;
import java.time.Instant;

/**
 * A width of the buckets in which everything is counted, and for how long they are kept.
 * Buckets begin at multiples of their width since 1970, UTC. Fifteen minutes, because
 * every zone's offset is a multiple of it. Ascending.
 */
public enum Level {

	/** Ten seconds, for live views; without sketches. */
	TEN_SECONDS("10s", Duration.ofSeconds(10), Duration.ofHours(6), Duration.ZERO, Duration.ofMinutes(1)),
	/** A minute; sketches for as long as ten seconds are kept. */
	MINUTE("1m", Duration.ofMinutes(1), Duration.ofDays(7), Duration.ofHours(6), Duration.ofMinutes(2)),
	/** Fifteen minutes. */
	QUARTER("15m", Duration.ofMinutes(15), Duration.ofDays(90), Duration.ofDays(90), Duration.ofHours(2)),
	/** A day. Five years never have more than 1,827 of them. */
	DAY("1d", Duration.ofDays(1), Duration.ofDays(1827), Duration.ofDays(1827), Duration.ofDays(2));

	private final String key;

	private final Duration width;

	private final Duration kept;

	private final Duration sketchesKept;

	private final Duration grace;

	Level(String key, Duration width, Duration kept, Duration sketchesKept, Duration grace) {
		this.key = key;
		this.width = width;
		this.kept = kept;
		this.sketchesKept = sketchesKept;
		this.grace = grace;
	}

	/**
	 * Its name in Redis keys and metrics.
	 */
	public String key() {
		return this.key;
	}

	public Duration width() {
		return this.width;
	}

	/**
	 * How long a metric is kept at this level, zero if not at all. An event that is later
	 * than that isn't counted into it.
	 */
	public Duration kept(Metric metric) {
		if (metric.basis() == Metric.Basis.FIRST_DAY && this != DAY) {
			return Duration.ZERO;
		}
		return metric.aggregation().isSketch() ? this.sketchesKept : this.kept;
	}

	/**
	 * Whether a metric is kept at this level at all.
	 */
	public boolean keeps(Metric metric) {
		return kept(metric).isPositive();
	}

	/**
	 * When the bucket that starts at a time may be forgotten. Somewhat later than
	 * {@link #kept}, so that "the last six hours", aligned outwards to a step and a
	 * moment under way, can still be asked for.
	 */
	public Instant expiry(Metric metric, Instant bucket) {
		return bucket.plus(this.width).plus(kept(metric)).plus(this.grace);
	}

}
