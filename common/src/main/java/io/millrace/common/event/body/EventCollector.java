package io.millrace.common.event.body;

import java.util.ArrayList;
import java.util.List;

import io.millrace.common.event.Attributes;
import io.millrace.common.event.EventScanner;
import io.millrace.common.event.JsonText;
import io.millrace.common.event.InvalidEventException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Judges the events of one body one after the other and keeps the verdicts. Not
 * thread-safe.
 */
final class EventCollector {

	private final List<ReadEvent> events = new ArrayList<>();

	private final EventScanner scanner = new EventScanner();

	private final EventCompleter completer;

	private final int maxEvents;

	private final byte[] body;

	EventCollector(BodyLimits limits, EventDefaults defaults, byte[] body) {
		this.completer = new EventCompleter(limits, defaults);
		this.maxEvents = limits.maxEvents();
		this.body = body;
	}

	List<ReadEvent> all() {
		return this.events;
	}

	/**
	 * Reads the value on whose first token the parser stands, up to its last token.
	 * @param offset where in the body the parser began
	 * @throws tools.jackson.core.JacksonException if it is not JSON; nothing was added
	 * then
	 */
	ReadEvent judge(JsonParser parser, int offset, int line) {
		JsonToken token = parser.currentToken();
		if (token != JsonToken.START_OBJECT) {
			this.scanner.skip(parser);
			return new ReadEvent.Invalid(null, JsonText.notAnObject(token), line);
		}
		int from = offset + (int) parser.currentTokenLocation().getByteOffset();
		this.scanner.scan(parser);
		int to = offset + (int) parser.currentLocation().getByteOffset();
		try {
			this.completer.requireSize(to - from);
			JsonText.requireText(this.body, from, to);
			return new ReadEvent.Valid(this.completer.complete(this.scanner, this.body, from, to), line);
		}
		catch (InvalidEventException ex) {
			return new ReadEvent.Invalid(readableId(from, to), ex, line);
		}
	}

	void add(ReadEvent event) throws InvalidBodyException {
		if (this.events.size() == this.maxEvents) {
			throw new InvalidBodyException(InvalidBodyException.Reason.TOO_MANY_EVENTS,
					"The body has more than " + this.maxEvents + " events; nothing was sent");
		}
		this.events.add(event);
	}

	/** The id helps the sender to find the event, if it can be repeated at all. */
	private @Nullable String readableId(int from, int to) {
		try {
			JsonText.requireText(this.body, from, to);
			return Attributes.requireId(this.scanner.id());
		}
		catch (InvalidEventException ex) {
			return null;
		}
	}

}
