package io.millrace.dashboard.query;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a query takes of one bucket. Immutable.
 *
 * @param cells by the values of the fields that it groups by
 * @param othersLeftOpen whether events of groups that aren't kept apart could belong to
 * one of these without being counted there
 */
record Reduced(Map<List<@Nullable String>, byte[]> cells, boolean othersLeftOpen) {

	/** Of a bucket in which nothing is. */
	static final Reduced NOTHING = new Reduced(Map.of(), false);

	/** An entry of the map; the keys are shared by many buckets. */
	private static final int OVERHEAD = 80;

	Reduced {
		cells = Map.copyOf(cells);
	}

	/**
	 * How much memory it takes, roughly, in bytes.
	 */
	int size() {
		int size = OVERHEAD;
		for (byte[] cell : this.cells.values()) {
			size += OVERHEAD + cell.length;
		}
		return size;
	}

}
