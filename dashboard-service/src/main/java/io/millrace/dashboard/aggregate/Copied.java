package io.millrace.dashboard.aggregate;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.StringJoiner;
import java.util.TreeMap;

import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Level;

/**
 * Which buckets of a partition were copied from another generation, because the log no
 * longer has all of their events, and up to which position of the log each of them
 * stands: they were copied in pieces while the other generation went on. What lies below
 * that position is in them and not counted again. Not thread-safe while it is filled.
 */
final class Copied {

	private static final String STATS = "stats";

	/** By level: the last bucket's start of a piece to its position. */
	private final Map<Level, NavigableMap<Long, Long>> pieces = new EnumMap<>(Level.class);

	/** Up to where the stats stand. */
	private long stats;

	/** The greatest of all positions. */
	private long greatest;

	/**
	 * @param stored as {@link #toString()}, empty if nothing was copied
	 */
	static Copied of(String stored) {
		Copied copied = new Copied();
		stored.lines().map((line) -> line.split(" ")).forEach((words) -> {
			long position = Long.parseLong(words[words.length - 1]);
			if (words[0].equals(STATS)) {
				copied.stats(position);
			}
			else {
				copied.until(new Bucket(level(words[0]), Long.parseLong(words[1])), position);
			}
		});
		return copied;
	}

	private static Level level(String key) {
		return List.of(Level.values()).stream().filter((level) -> level.key().equals(key)).findFirst().orElseThrow();
	}

	/**
	 * Notes that the buckets of a level from the last one noted up to this one stand at a
	 * position.
	 */
	void until(Bucket last, long position) {
		NavigableMap<Long, Long> level = this.pieces.computeIfAbsent(last.level(), (key) -> new TreeMap<>());
		Map.Entry<Long, Long> before = level.lastEntry();
		if (before != null && before.getValue() == position) {
			level.remove(before.getKey());
		}
		level.put(last.startSeconds(), position);
		this.greatest = Math.max(this.greatest, position);
	}

	/** Notes where the stats stand. */
	void stats(long position) {
		this.stats = position;
		this.greatest = Math.max(this.greatest, position);
	}

	/**
	 * What of an event's placement is still to be counted.
	 */
	Placement leftOf(Placement placement, long offset) {
		if (offset >= this.greatest) {
			return placement;
		}
		return new Placement(left(placement.counters(), offset), left(placement.sketches(), offset),
				hasStats(offset) ? List.of() : placement.late());
	}

	/** Whether the stats that were copied have what a record did to them. */
	boolean hasStats(long offset) {
		return offset < this.stats;
	}

	private List<Bucket> left(List<Bucket> buckets, long offset) {
		return buckets.stream().filter((bucket) -> offset >= position(bucket)).toList();
	}

	private long position(Bucket bucket) {
		NavigableMap<Long, Long> level = this.pieces.get(bucket.level());
		Map.Entry<Long, Long> piece = (level != null) ? level.ceilingEntry(bucket.startSeconds()) : null;
		return (piece != null) ? piece.getValue() : 0;
	}

	/** As it is stored: lines. */
	@Override
	public String toString() {
		StringJoiner lines = new StringJoiner("\n");
		lines.add(STATS + " " + this.stats);
		this.pieces.forEach((level, pieces) -> pieces
			.forEach((last, position) -> lines.add(level.key() + " " + last + " " + position)));
		return lines.toString();
	}

}
