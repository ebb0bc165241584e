package io.millrace.dashboard.query;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonValue;
import io.millrace.dashboard.meter.Level;
import org.jspecify.annotations.Nullable;

/**
 * How far apart the points of an answer are, in UTC. Ascending, so that the first legal
 * one is the smallest.
 */
public enum Step {

	/** Ten seconds. */
	TEN_SECONDS("10s", Duration.ofSeconds(10), Level.TEN_SECONDS),
	/** A minute. */
	MINUTE("1m", Duration.ofMinutes(1), Level.MINUTE),
	/** Fifteen minutes. */
	QUARTER("15m", Duration.ofMinutes(15), Level.QUARTER),
	/** An hour. */
	HOUR("1h", Duration.ofHours(1), Level.QUARTER),
	/** A day. */
	DAY("1d", Duration.ofDays(1), Level.DAY),
	/** One point for the whole range. */
	ALL("all", null, Level.DAY);

	private final String key;

	private final @Nullable Duration width;

	private final Level level;

	Step(String key, @Nullable Duration width, Level level) {
		this.key = key;
		this.width = width;
		this.level = level;
	}

	/**
	 * As it is written in queries and answers.
	 */
	@JsonValue
	public String key() {
		return this.key;
	}

	/**
	 * The time from one point to the next; null for {@link #ALL}.
	 */
	@Nullable Duration width() {
		return this.width;
	}

	/**
	 * The coarsest level whose buckets make up this step.
	 */
	Level level() {
		return this.level;
	}

	public static Optional<Step> of(String key) {
		return Arrays.stream(values()).filter((step) -> step.key.equals(key)).findFirst();
	}

}
