package io.millrace.ingest.stream;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An entry as somebody appended it.
 *
 * @param id by which the stream knows it; also the event's id, unless it has one
 * @param event the field of that name, null if there is none
 * @param traceParent the field of that name, null if there is none
 */
record IntakeEntry(String id, byte @Nullable [] event, @Nullable String traceParent) {

	/** When it was appended, as its id says. */
	Instant time() {
		return Instant.ofEpochMilli(Long.parseLong(this.id.substring(0, this.id.indexOf('-'))));
	}

	int size() {
		return (this.event != null) ? this.event.length : 0;
	}

}
