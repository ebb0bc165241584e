package io.millrace.dashboard.meter;

import java.time.Instant;

/**
 * A stretch of time in which events are counted together.
 *
 * @param level its width
 * @param startSeconds its start, in seconds since 1970; a multiple of the width
 */
public record Bucket(Level level, long startSeconds) {

	/**
	 * The bucket that a time falls into.
	 */
	public static Bucket at(Level level, Instant time) {
		return new Bucket(level, Alignment.floor(time, level.width()).getEpochSecond());
	}

	public Instant start() {
		return Instant.ofEpochSecond(this.startSeconds);
	}

	/**
	 * When what is counted here may be forgotten.
	 */
	public Instant expiry(Metric metric) {
		return this.level.expiry(metric, start());
	}

}
