package io.millrace.common.event.body;

import java.time.Duration;

/**
 * What a body and its events may be at most.
 *
 * @param maxEvents events in one body, at least 1
 * @param maxEventBytes bytes of one event as it is sent on, filled-in attributes included
 * @param maxAhead how far an event's time may lie in the future
 */
public record BodyLimits(int maxEvents, int maxEventBytes, Duration maxAhead) {

	public BodyLimits {
		if (maxEvents < 1 || maxEventBytes < 1 || maxAhead.isNegative()) {
			throw new IllegalArgumentException("Limits are positive");
		}
	}

}
