package io.millrace.dashboard.cell;

import io.millrace.dashboard.meter.Aggregation;

/**
 * What one group's events of one bucket come to, while it grows. Not thread-safe.
 */
public interface Cell {

	/**
	 * @return whether that changed anything
	 */
	boolean add(Value value);

	/**
	 * As it is stored: a number in decimal digits, or a sketch.
	 */
	byte[] toBytes();

	/**
	 * How many bytes {@link #toBytes()} are, at most.
	 */
	int size();

	/**
	 * By how many bytes one more value can make it larger, at most.
	 */
	int growth();

	static Cell empty(Aggregation aggregation) {
		return switch (aggregation) {
			case COUNT -> new CountCell();
			case SUM -> new SumCell();
			case MIN, MAX -> new ExtremeCell(aggregation);
			case AVG -> new MeanCell();
			case DISTINCT -> new DistinctCell();
			case PERCENTILES -> new PercentilesCell();
		};
	}

	static Cell of(Aggregation aggregation, byte[] stored) {
		if (aggregation == Aggregation.DISTINCT) {
			return DistinctCell.of(stored);
		}
		Cell cell = empty(aggregation);
		((Total) cell).add(stored);
		return cell;
	}

}
