package io.millrace.common.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

/**
 * Reads RFC 3339 date-times, strictly: {@code 2026-11-22T10:00:00.123+09:00}. By hand, as
 * the JDK's formatter takes more than RFC 3339 does and several times as long. A leap
 * second (:60) is read as the second before it, fractions beyond nanoseconds are cut off.
 */
final class Rfc3339 {

	private static final long YEAR_1 = LocalDate.of(1, 1, 1).toEpochDay() * 86_400;

	private static final long YEAR_10000 = LocalDate.of(10_000, 1, 1).toEpochDay() * 86_400;

	private final String text;

	private int position;

	private Rfc3339(String text) {
		this.text = text;
	}

	/**
	 * The instant, or null if the text is not an RFC 3339 date-time or lies outside the
	 * years 0001 to 9999 (UTC).
	 */
	static @Nullable Instant parse(String text) {
		try {
			Instant instant = new Rfc3339(text).read();
			boolean inRange = instant.getEpochSecond() >= YEAR_1 && instant.getEpochSecond() < YEAR_10000;
			return inRange ? instant : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private Instant read() {
		int year = digits(4);
		expect("-");
		int month = digits(2);
		expect("-");
		long day = LocalDate.of(year, month, digits(2)).toEpochDay();
		expect("Tt");
		int hour = atMost(23, digits(2));
		expect(":");
		int minute = atMost(59, digits(2));
		expect(":");
		int second = atMost(60, digits(2));
		if (second == 60) {
			second = (minute == 59) ? 59 : fail();
		}
		int nanos = fraction();
		long local = day * 86_400 + hour * 3_600L + minute * 60L + second;
		long instant = local - offsetSeconds();
		return (this.position == this.text.length()) ? Instant.ofEpochSecond(instant, nanos)
				: Instant.ofEpochSecond(fail());
	}

	private int fraction() {
		if (peek() != '.') {
			return 0;
		}
		int start = ++this.position;
		int nanos = 0;
		int scale = 100_000_000;
		while (isDigit(peek())) {
			nanos += (peek() - '0') * scale;
			scale /= 10;
			this.position++;
		}
		return (this.position > start) ? nanos : fail();
	}

	private int offsetSeconds() {
		char sign = peek();
		expect("Zz+-");
		if (sign == 'Z' || sign == 'z') {
			return 0;
		}
		int hours = atMost(23, digits(2));
		expect(":");
		int seconds = hours * 3_600 + atMost(59, digits(2)) * 60;
		return (sign == '-') ? -seconds : seconds;
	}

	private int digits(int count) {
		int value = 0;
		for (int i = 0; i < count; i++) {
			value = value * 10 + (isDigit(peek()) ? peek() - '0' : fail());
			this.position++;
		}
		return value;
	}

	private char peek() {
		return (this.position < this.text.length()) ? this.text.charAt(this.position) : '\0';
	}

	private void expect(String oneOf) {
		if (peek() == '\0' || oneOf.indexOf(peek()) < 0) {
			fail();
		}
		this.position++;
	}

	private static boolean isDigit(char c) {
		return c >= '0' && c <= '9';
	}

	private static int atMost(int limit, int value) {
		return (value <= limit) ? value : fail();
	}

	private static int fail() {
		throw new DateTimeException("Not RFC 3339");
	}

}
