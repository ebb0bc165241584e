package io.millrace.dashboard.meter;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A stretch of time in which events are counted together.
 *
 * @param level its width
 * @param startSeconds its start, in seconds since 1970; a multiple of the width
 */
public record Bucket(Level level, long startSeconds) {

	private static final long CLOSED_AFTER_SECONDS = 60;

	/**
	 * The bucket that a time falls into.
	 */
	public static Bucket at(Level level, Instant time) {
		return new Bucket(level, Alignment.floor(time, level.width()).getEpochSecond());
	}

	/**
	 * Whether its events are expected to have come: whoever changes it all the same says
	 * so, and whoever has read it may keep it as long as nobody does. A minute after its
	 * end, in the time of events.
	 * @param maxTime the greatest event time seen, null if none was
	 */
	public boolean isClosed(@Nullable Instant maxTime) {
		return maxTime != null && maxTime.getEpochSecond() >= this.startSeconds + this.level.width().toSeconds()
				+ CLOSED_AFTER_SECONDS;
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
