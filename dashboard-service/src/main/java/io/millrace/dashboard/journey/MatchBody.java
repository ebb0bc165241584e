package io.millrace.dashboard.journey;

import java.util.Objects;

import io.millrace.dashboard.match.EventMatch;
import org.jspecify.annotations.Nullable;

/**
 * Which events are meant, as it is sent: what is absent has its default.
 */
record MatchBody(@Nullable String eventType, @Nullable String filter) {

	/**
	 * @throws IllegalArgumentException with what is wrong with which field
	 */
	static EventMatch match(@Nullable MatchBody body) {
		return (body == null) ? EventMatch.EVERY
				: new EventMatch(Objects.requireNonNullElse(body.eventType, EventMatch.ALL),
						Objects.requireNonNullElse(body.filter, ""));
	}

}
