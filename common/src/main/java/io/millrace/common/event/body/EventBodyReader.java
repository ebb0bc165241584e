package io.millrace.common.event.body;

import java.util.List;

import io.millrace.common.event.JsonText;
import io.millrace.common.event.Utf8;
import lombok.RequiredArgsConstructor;

/**
 * Reads the events of a body. Every event is judged by itself: one that is valid JSON but
 * not a valid event costs no other. A syntax error makes the whole body unreadable,
 * except in {@link BodyFormat#LINES}, where it costs its line. Events are read as tokens,
 * never as trees, and their bytes are kept (see {@link ReadEvent.Valid}). Thread-safe.
 */
@RequiredArgsConstructor
public final class EventBodyReader {

	private final BodyLimits limits;

	/**
	 * Reads all of the body; a byte order mark before it is passed over.
	 * @return one entry for each event, in the body's order; empty only for an empty
	 * array
	 * @throws InvalidBodyException if no event can be taken from it
	 */
	public List<ReadEvent> read(byte[] body, BodyFormat format, EventDefaults defaults) throws InvalidBodyException {
		int start = JsonText.startsWithMark(body, 0, body.length) ? 3 : 0;
		if (isBlank(body, start, body.length)) {
			throw InvalidBodyException.malformed("The body is empty");
		}
		EventCollector events = new EventCollector(this.limits, defaults, body);
		if (format == BodyFormat.LINES) {
			new LinesReader(body, events).read(start);
		}
		else {
			requireUtf8(body, start);
			new DocumentReader(body, start, format, events).read();
		}
		return events.all();
	}

	/** Whether there is nothing but JSON's white space. */
	static boolean isBlank(byte[] body, int from, int to) {
		for (int i = from; i < to; i++) {
			if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r' && body[i] != '\n') {
				return false;
			}
		}
		return true;
	}

	private static void requireUtf8(byte[] body, int start) throws InvalidBodyException {
		int invalid = Utf8.firstInvalid(body, start, body.length);
		if (invalid >= 0) {
			throw InvalidBodyException.malformed("Byte " + invalid + " of the body is not valid UTF-8");
		}
	}

}
