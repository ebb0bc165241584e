package io.millrace.dashboard.meter;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What is counted, and can be asked for: two metrics that there always are, and one for
 * each meter.
 *
 * @param name its name in queries and answers
 * @param key its name in Redis keys; never that of another metric, nor of the same meter
 * with another definition
 * @param aggregation what it makes of its events
 * @param groupBy the fields by which it is kept apart
 */
public record Metric(String name, String key, Aggregation aggregation, List<String> groupBy) {

	/** The field that events and users are kept apart by. */
	public static final String TYPE = "type";

	/** How many events. Exact. */
	public static final Metric EVENTS = new Metric("events", "events", Aggregation.COUNT, List.of(TYPE));

	/** How many different users they were of; an estimate, within 2 % mostly. */
	public static final Metric USERS = new Metric("users", "users", Aggregation.DISTINCT, List.of(TYPE));

	public Metric {
		groupBy = List.copyOf(groupBy);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Metric metric && metric.key.equals(this.key);
	}

	/** Looked up with every event. */
	@Override
	public int hashCode() {
		return this.key.hashCode();
	}

	@JsonValue
	@Override
	public String toString() {
		return this.name;
	}

}
