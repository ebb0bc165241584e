package io.millrace.common.event.body;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.millrace.common.event.Attributes;
import io.millrace.common.event.InvalidEventException;
import org.jspecify.annotations.Nullable;

/**
 * What an event gets that doesn't say it itself. Made once per body.
 *
 * @param source the source, a URI reference
 * @param now the server's time; cut to milliseconds
 * @param id the id of a body's only event; a new one for each event if null
 */
public record EventDefaults(String source, Instant now, @Nullable String id) {

	public EventDefaults(String source, Instant now) {
		this(source, now, null);
	}

	public EventDefaults {
		try {
			source = Attributes.requireSource(source);
		}
		catch (InvalidEventException ex) {
			throw new IllegalArgumentException(ex);
		}
		now = now.truncatedTo(ChronoUnit.MILLIS);
	}

}
