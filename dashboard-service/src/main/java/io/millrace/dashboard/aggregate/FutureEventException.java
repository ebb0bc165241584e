package io.millrace.dashboard.aggregate;

import io.millrace.sink.MalformedRecordException;

/**
 * An event is of a time that is too far ahead.
 */
final class FutureEventException extends MalformedRecordException {

	private static final long serialVersionUID = 1L;

	FutureEventException() {
		super("time_invalid: 'time' is more than a day after the event came");
	}

}
