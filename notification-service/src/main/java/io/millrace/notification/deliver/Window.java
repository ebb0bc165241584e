package io.millrace.notification.deliver;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which records of a partition are settled. They are settled in any order; the position
 * only ever passes those that are. Thread-safe.
 */
final class Window {

	/**
	 * With how many records, from the first that isn't settled on, no more are asked for.
	 * So many and another poll's come a second time, at most, if this process is killed.
	 */
	static final int MOST = 100;

	/** Whether it is settled, by the offset; begins with one that isn't. */
	private final TreeMap<Long, Boolean> taken = new TreeMap<>();

	private long next;

	private int pending;

	private boolean closed;

	/** All below this position was taken, or is for others. */
	synchronized void read(long position) {
		this.next = position;
	}

	synchronized void take(long offset) {
		this.taken.put(offset, false);
		this.pending++;
	}

	/** False if it is too late: the next owner does it again. */
	synchronized boolean settle(long offset) {
		if (this.closed) {
			return false;
		}
		this.taken.put(offset, true);
		this.pending--;
		for (Map.Entry<Long, Boolean> first = this.taken.firstEntry(); first != null
				&& first.getValue(); first = this.taken.firstEntry()) {
			this.taken.pollFirstEntry();
		}
		return true;
	}

	/** Everything below is settled. */
	synchronized long position() {
		return this.taken.isEmpty() ? this.next : this.taken.firstKey();
	}

	synchronized boolean hasRoom() {
		return this.taken.size() < MOST;
	}

	/**
	 * Settles nothing more.
	 * @return how many were taken and aren't settled
	 */
	synchronized int close() {
		this.closed = true;
		return this.pending;
	}

}
