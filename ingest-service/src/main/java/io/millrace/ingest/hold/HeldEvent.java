package io.millrace.ingest.hold;

import java.nio.charset.StandardCharsets;

import io.millrace.common.event.Event;
import io.millrace.common.event.Identity;

/**
 * An event as it is held.
 *
 * @param identity whose it is
 * @param receipt the name of its receipt
 * @param key the record's key, the subject in UTF-8
 * @param json the record's value
 * @param traceParent the record's trace context
 */
public record HeldEvent(Identity identity, String receipt, byte[] key, byte[] json, byte[] traceParent) {

	/** What an entry and its receipt take beside key and event, about. */
	static final int OVERHEAD_BYTES = 512;

	public static HeldEvent of(Event event, byte[] traceParent) {
		return new HeldEvent(event.identity(), HoldKeys.receiptName(event.source(), event.id()),
				event.subject().getBytes(StandardCharsets.UTF_8), event.json(), traceParent);
	}

	int size() {
		return this.key.length + this.json.length;
	}

}
