package io.millrace.common.event.body;

/**
 * How events stand in a body.
 */
public enum BodyFormat {

	/** {@code application/json}: one event or an array of them. */
	JSON,

	/** {@code application/cloudevents+json}: one event. */
	CLOUDEVENT,

	/** {@code application/cloudevents-batch+json}: an array of events. */
	CLOUDEVENT_BATCH,

	/** {@code application/x-ndjson}: one event a line; blank lines mean nothing. */
	LINES;

	boolean allowsOne() {
		return this == JSON || this == CLOUDEVENT;
	}

	boolean allowsArray() {
		return this == JSON || this == CLOUDEVENT_BATCH;
	}

}
