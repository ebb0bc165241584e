package io.millrace.dashboard.query;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * By what rows are put in order: {@code events}, or {@code -events} for the greatest
 * first.
 *
 * @param column {@code time}, a field of the answer's groups, a metric, or one of its
 * percentiles, e.g. {@code latency.p90}
 * @param descending whether the greatest comes first
 */
public record Order(String column, boolean descending) {

	private static final String DESCENDING = "-";

	static Order parse(String text) {
		return text.startsWith(DESCENDING) ? new Order(text.substring(1), true) : new Order(text, false);
	}

	@JsonValue
	@Override
	public String toString() {
		return (this.descending ? DESCENDING : "") + this.column;
	}

}
