package io.millrace.common.event;

import java.time.Instant;

/**
 * One user event. All fields are checked: whoever holds an {@code Event} need not check
 * them again.
 *
 * @param id the sender's id or the one the server assigned
 * @param source URI reference of the sender
 * @param type dotted name, e.g. {@code order.paid}
 * @param subject the user; the Kafka key
 * @param time event time, as the sender says
 * @param json the whole event as structured CloudEvents JSON in UTF-8, exactly as it
 * stands on Kafka. Shared, not copied: don't change it
 */
public record Event(String id, String source, String type, String subject, Instant time, byte[] json) {

	/**
	 * What makes two deliveries of this event the same event. Computed on each call.
	 */
	public Identity identity() {
		return Identity.of(this.source, this.id, this.subject);
	}

}
