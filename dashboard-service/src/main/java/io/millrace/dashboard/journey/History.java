package io.millrace.dashboard.journey;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;

/**
 * What a journey remembers of a user: marks, in their order. Immutable.
 */
public final class History {

	/** Of a user who wasn't seen yet. */
	public static final History EMPTY = new History(List.of());

	private final List<Mark> marks;

	private final int size;

	private History(List<Mark> marks) {
		this.marks = marks;
		int bytes = 0;
		long before = 0;
		for (Mark mark : marks) {
			bytes += digits(mark.at() - before) + digits(mark.roles()) + 2;
			before = mark.at();
		}
		this.size = bytes;
	}

	/** At most one too many, of a negative number more. */
	private static int digits(long number) {
		int bits = Long.SIZE - Long.numberOfLeadingZeros(number);
		return bits * 1233 / 4096 + 1;
	}

	/**
	 * @param marks in any order
	 */
	static History of(List<Mark> marks) {
		List<Mark> sorted = new ArrayList<>(marks);
		Collections.sort(sorted);
		return new History(List.copyOf(sorted));
	}

	/**
	 * @param stored as {@link #toBytes()}
	 */
	public static History of(byte[] stored) {
		List<Mark> marks = new ArrayList<>();
		long at = 0;
		for (String mark : new String(stored, StandardCharsets.US_ASCII).split(" ")) {
			int point = mark.indexOf('.');
			at += Long.parseLong(mark.substring(0, point));
			marks.add(new Mark(at, Integer.parseInt(mark.substring(point + 1))));
		}
		return new History(List.copyOf(marks));
	}

	List<Mark> marks() {
		return this.marks;
	}

	boolean isEmpty() {
		return this.marks.isEmpty();
	}

	/**
	 * As it is stored: {@code <time>.<roles>} for each mark, the times but the first as
	 * distances from the one before. Some 15 bytes, and 6 for each further mark.
	 */
	public byte[] toBytes() {
		StringJoiner text = new StringJoiner(" ");
		long before = 0;
		for (Mark mark : this.marks) {
			text.add((mark.at() - before) + "." + mark.roles());
			before = mark.at();
		}
		return text.toString().getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * How many bytes {@link #toBytes()} are, at most: asked for with each event, and
	 * known without writing them.
	 */
	public int size() {
		return this.size;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof History history && history.marks.equals(this.marks);
	}

	@Override
	public int hashCode() {
		return this.marks.hashCode();
	}

	@Override
	public String toString() {
		return this.marks.toString();
	}

}
