package io.millrace.common.event.body;

import io.millrace.common.event.Event;
import io.millrace.common.event.InvalidEventException;
import org.jspecify.annotations.Nullable;

/**
 * What became of one event of a body.
 */
public sealed interface ReadEvent {

	/**
	 * An event that can be sent.
	 *
	 * @param event complete, its JSON the sender's bytes wherever nothing had to be
	 * filled in
	 * @param line its line in the body, from 1; 0 unless the body is made of lines
	 */
	record Valid(Event event, int line) implements ReadEvent {
	}

	/**
	 * An event that can't.
	 *
	 * @param id the event's own id, if that much was readable
	 * @param fault why
	 * @param line its line in the body, from 1; 0 unless the body is made of lines
	 */
	record Invalid(@Nullable String id, InvalidEventException fault, int line) implements ReadEvent {
	}

}
