package io.millrace.dashboard.aggregate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.millrace.dashboard.cell.Cell;
import io.millrace.dashboard.cell.Value;
import io.millrace.dashboard.meter.Group;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one bucket of one metric: all numbers, and of sketches those that were
 * asked for; and which of them were changed since they were last written.
 */
final class CellBucket {

	private final StoredBucket.Id id;

	private final Map<String, Entry> entries = new HashMap<>();

	/** Groups that have a cell in Redis and not here. */
	private final Set<String> elsewhere;

	private final List<Entry> changed = new ArrayList<>();

	/**
	 * One group's.
	 */
	static final class Entry {

		private final String group;

		private final Cell cell;

		private boolean changed;

		private Entry(String group, Cell cell) {
			this.group = group;
			this.cell = cell;
		}

		String group() {
			return this.group;
		}

		Cell cell() {
			return this.cell;
		}

		boolean isChanged() {
			return this.changed;
		}

	}

	/**
	 * @param cells those that are known, by group
	 * @param elsewhere groups whose cells are in Redis only
	 */
	CellBucket(StoredBucket.Id id, Map<String, Cell> cells, Set<String> elsewhere) {
		this.id = id;
		cells.forEach((group, cell) -> this.entries.put(group, new Entry(group, cell)));
		this.elsewhere = new HashSet<>(elsewhere);
	}

	StoredBucket.Id id() {
		return this.id;
	}

	/** How many cells are in memory. */
	int size() {
		return this.entries.size();
	}

	/** How many bytes these are as they are stored. */
	long bytes() {
		return this.entries.values().stream().mapToLong((entry) -> entry.cell.size()).sum();
	}

	/**
	 * The name under which a group is counted: its own if it is there or there is room.
	 */
	String admit(String group, int bound) {
		if (knows(group)) {
			return group;
		}
		int apart = this.entries.size() + this.elsewhere.size() - (knows(Group.OTHER) ? 1 : 0);
		return (apart < bound) ? group : Group.OTHER;
	}

	private boolean knows(String group) {
		return this.entries.containsKey(group) || this.elsewhere.contains(group);
	}

	/** Whether a group has a cell in Redis that isn't here. */
	boolean isElsewhere(String group) {
		return this.elsewhere.contains(group);
	}

	/**
	 * Takes a cell that was in Redis only; null if it has expired.
	 */
	void loaded(String group, @Nullable Cell cell) {
		this.elsewhere.remove(group);
		if (cell != null) {
			this.entries.put(group, new Entry(group, cell));
		}
	}

	/**
	 * A group's cell, an empty one if there is none yet; one that is elsewhere must have
	 * been loaded.
	 */
	Entry entry(String group) {
		Entry entry = this.entries.get(group);
		if (entry == null) {
			if (isElsewhere(group)) {
				throw new IllegalStateException("what is stored would be overwritten");
			}
			entry = new Entry(group, Cell.empty(this.id.metric().aggregation()));
			this.entries.put(group, entry);
		}
		return entry;
	}

	/**
	 * @return whether that changed anything
	 */
	boolean add(Entry entry, Value value) {
		if (!entry.cell.add(value)) {
			return false;
		}
		if (!entry.changed) {
			entry.changed = true;
			this.changed.add(entry);
		}
		return true;
	}

	/**
	 * What was changed; and that it will be written.
	 */
	List<Entry> takeChanged() {
		List<Entry> taken = List.copyOf(this.changed);
		taken.forEach((entry) -> entry.changed = false);
		this.changed.clear();
		return taken;
	}

}
