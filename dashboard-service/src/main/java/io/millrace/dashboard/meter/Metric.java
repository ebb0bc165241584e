package io.millrace.dashboard.meter;

import java.util.Arrays;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What can be asked for.
 */
public enum Metric {

	/** How many events. Exact. */
	EVENTS("events"),
	/** How many different users they were of; an estimate, within 2 % mostly. */
	USERS("users");

	private final String key;

	Metric(String key) {
		this.key = key;
	}

	/**
	 * Its name in queries, answers and Redis keys.
	 */
	@JsonValue
	public String key() {
		return this.key;
	}

	public static Optional<Metric> of(String key) {
		return Arrays.stream(values()).filter((metric) -> metric.key.equals(key)).findFirst();
	}

}
