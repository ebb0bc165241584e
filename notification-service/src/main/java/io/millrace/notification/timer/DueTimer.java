package io.millrace.notification.timer;

import io.millrace.notification.log.Entry;

/**
 * A timer that has gone off.
 *
 * @param name its member in the partition's timers, see
 * {@link io.millrace.notification.apply.InboxKeys}
 * @param at when it was due, in milliseconds since 1970
 */
record DueTimer(String name, long at) {

	private static final int ID = 22;

	/** Whose inbox it is about. */
	String user() {
		return this.name.substring(isSnooze() ? 1 + ID : 1);
	}

	/**
	 * The record that does what is due. One that comes twice changes nothing more.
	 */
	Entry entry() {
		return isSnooze() ? new Entry.Wake(this.name.substring(1, 1 + ID), this.at) : new Entry.Expire(this.at);
	}

	private boolean isSnooze() {
		return this.name.charAt(0) == 's';
	}

}
