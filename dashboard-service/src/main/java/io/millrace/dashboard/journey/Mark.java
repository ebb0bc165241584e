package io.millrace.dashboard.journey;

import java.util.Comparator;

/**
 * That a user did something.
 *
 * @param at when, in a unit that is the journey's
 * @param roles what it was, a bit for each thing that it may have been
 */
record Mark(long at, int roles) implements Comparable<Mark> {

	private static final Comparator<Mark> ORDER = Comparator.comparingLong(Mark::at)
		.thenComparingInt((mark) -> Integer.numberOfTrailingZeros(mark.roles))
		.thenComparingInt(Mark::roles);

	boolean is(int role) {
		return (this.roles & (1 << role)) != 0;
	}

	/** By time, then by what comes first. */
	@Override
	public int compareTo(Mark other) {
		return ORDER.compare(this, other);
	}

}
