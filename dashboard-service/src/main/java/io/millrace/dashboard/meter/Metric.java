package io.millrace.dashboard.meter;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What is counted, and can be asked for: two metrics that there always are, and one for
 * each meter, funnel and retention.
 *
 * @param name its name in queries and answers
 * @param key its name in Redis keys; never that of another metric, nor of the same meter
 * with another definition
 * @param aggregation what it makes of its events
 * @param groupBy the fields by which it is kept apart
 * @param basis what it takes to count
 */
public record Metric(String name, String key, Aggregation aggregation, List<String> groupBy, Basis basis) {

	/**
	 * What must be known to count an event.
	 */
	public enum Basis {

		/** The event. */
		EVENT,
		/** What its user did before. */
		HISTORY,
		/**
		 * The user's first day, which is the time of its buckets, too: kept by days only.
		 * Only a log that reaches back to that day can tell it.
		 */
		FIRST_DAY

	}

	/** The field that events and users are kept apart by. */
	public static final String TYPE = "type";

	/** How many events. Exact. */
	public static final Metric EVENTS = new Metric("events", "events", Aggregation.COUNT, List.of(TYPE));

	/** How many different users they were of; an estimate, within 2 % mostly. */
	public static final Metric USERS = new Metric("users", "users", Aggregation.DISTINCT, List.of(TYPE));

	public Metric {
		groupBy = List.copyOf(groupBy);
	}

	/**
	 * One that is counted by each event alone.
	 */
	public Metric(String name, String key, Aggregation aggregation, List<String> groupBy) {
		this(name, key, aggregation, groupBy, Basis.EVENT);
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
