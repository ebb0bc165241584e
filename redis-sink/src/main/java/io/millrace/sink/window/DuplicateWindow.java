package io.millrace.sink.window;

/**
 * Remembers the identities of the last W offsets of one partition. A record is a
 * duplicate if its identity was last seen at an offset not below its own − W; the
 * duplicate itself moves that offset on. So the answer depends on nothing but the log,
 * and every owner of the partition, reading from W offsets before its position, comes to
 * the same.
 * <p>
 * Two tables take turns: each covers W offsets, and when the younger is full the older is
 * dropped. That forgets in one step what an expiry per entry would have to look for, at
 * the price of holding at most twice the window: 24 bytes an entry, at a load of a
 * quarter to a half. Not thread-safe.
 */
public final class DuplicateWindow {

	private final long size;

	private IdTable younger = new IdTable();

	private IdTable older = new IdTable();

	private long turnsAt = Long.MIN_VALUE;

	/**
	 * @param size W, in offsets; 0 finds no duplicates
	 */
	public DuplicateWindow(long size) {
		if (size < 0) {
			throw new IllegalArgumentException("a window can't be negative: " + size);
		}
		this.size = size;
	}

	/**
	 * How many offsets before a position must be read for this window to know all that it
	 * should.
	 */
	public long size() {
		return this.size;
	}

	/**
	 * Notes a record and tells whether it is a duplicate. Offsets must rise from call to
	 * call.
	 */
	public boolean seen(RecordId id, long offset) {
		if (this.size == 0) {
			return false;
		}
		turn(offset);
		long last = this.younger.get(id);
		if (last < 0) {
			last = this.older.get(id);
		}
		this.younger.put(id, offset);
		return last >= 0 && last >= offset - this.size;
	}

	private void turn(long offset) {
		if (offset < this.turnsAt) {
			return;
		}
		boolean adjacent = this.turnsAt != Long.MIN_VALUE && offset - this.turnsAt < this.size;
		this.older = adjacent ? this.younger : new IdTable();
		this.younger = new IdTable();
		this.turnsAt = offset + this.size;
	}

}
