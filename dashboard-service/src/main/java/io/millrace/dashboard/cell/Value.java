package io.millrace.dashboard.cell;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * What an event gives to a metric.
 *
 * @param text its value as text; empty where only events are counted
 * @param number its value as a number, if it must be one
 */
public record Value(String text, @Nullable BigDecimal number) {

	/** An event is an event. */
	public static final Value NONE = new Value("", null);

	/**
	 * Digits before and behind the point. More would let one event make every later sum
	 * as long as a book: 1e999999999 is JSON too.
	 */
	private static final int MAX_DIGITS = 30;

	/** Characters of a number that is sent as a string, as money often is. */
	private static final int MAX_CHARACTERS = 64;

	public static Value of(String text) {
		return new Value(text, null);
	}

	/**
	 * @return null if it has more than 30 digits before or behind the point
	 */
	public static @Nullable Value of(BigDecimal number) {
		boolean bounded = number.scale() <= MAX_DIGITS && number.precision() - (long) number.scale() <= MAX_DIGITS;
		return bounded ? new Value("", (number.scale() < 0) ? number.setScale(0) : number) : null;
	}

	/**
	 * A number that is written as text.
	 * @return null if it is none, or has too many digits
	 */
	public static @Nullable Value ofNumber(String text) {
		if (text.isEmpty() || text.length() > MAX_CHARACTERS) {
			return null;
		}
		try {
			return of(new BigDecimal(text));
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	BigDecimal required() {
		if (this.number == null) {
			throw new IllegalStateException("a number is needed");
		}
		return this.number;
	}

}
