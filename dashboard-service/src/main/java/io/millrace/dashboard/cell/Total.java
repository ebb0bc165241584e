package io.millrace.dashboard.cell;

import io.millrace.dashboard.meter.Aggregation;
import org.jspecify.annotations.Nullable;

/**
 * Several cells of a metric put together. Not thread-safe.
 */
public interface Total {

	/**
	 * @param stored a cell as it is stored
	 */
	void add(byte[] stored);

	/**
	 * As a cell is stored that counts the same.
	 */
	byte[] toBytes();

	/**
	 * A number, or numbers by name; null where nothing has none.
	 */
	@Nullable Object value();

	static Total of(Aggregation aggregation) {
		return (aggregation == Aggregation.DISTINCT) ? new DistinctTotal() : (Total) Cell.empty(aggregation);
	}

}
