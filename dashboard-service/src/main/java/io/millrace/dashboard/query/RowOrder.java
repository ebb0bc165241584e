package io.millrace.dashboard.query;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Rows by one column; those that have nothing there come last either way.
 */
final class RowOrder implements Comparator<QueryResult.Row> {

	private final String column;

	private final Comparator<@Nullable Comparable<Object>> comparator;

	RowOrder(Order order) {
		this.column = order.column();
		Comparator<Comparable<Object>> natural = Comparable::compareTo;
		this.comparator = Comparator.nullsLast(order.descending() ? natural.reversed() : natural);
	}

	@Override
	public int compare(QueryResult.Row one, QueryResult.Row other) {
		return this.comparator.compare(value(one), value(other));
	}

	@SuppressWarnings("unchecked")
	private @Nullable Comparable<Object> value(QueryResult.Row row) {
		Object value = column(row);
		if (value instanceof Number number) {
			value = new BigDecimal(number.toString());
		}
		return (Comparable<Object>) value;
	}

	private @Nullable Object column(QueryResult.Row row) {
		if (this.column.equals(QueryResult.TIME)) {
			return row.time();
		}
		if (row.group().containsKey(this.column)) {
			return row.group().get(this.column);
		}
		if (row.values().containsKey(this.column)) {
			return row.values().get(this.column);
		}
		// A percentile: <metric>.<name>.
		int dot = this.column.lastIndexOf('.');
		return (dot > 0 && row.values().get(this.column.substring(0, dot)) instanceof Map<?, ?> percentiles)
				? percentiles.get(this.column.substring(dot + 1)) : null;
	}

}
