package io.millrace.dashboard.match;

import io.millrace.common.event.TypePattern;
import io.millrace.common.expression.Condition;
import io.millrace.common.expression.Expression;
import org.jspecify.annotations.Nullable;

/**
 * An {@link EventMatch}, made ready. Thread-safe, and a function of the event alone.
 */
public final class EventMatcher {

	private final TypePattern eventType;

	private final @Nullable Condition filter;

	public EventMatcher(EventMatch match) {
		this.eventType = new TypePattern(match.eventType());
		this.filter = match.filter().isBlank() ? null : new Condition(match.filter());
	}

	/**
	 * Whether it looks at events of a type at all.
	 */
	public boolean matches(String type) {
		return this.eventType.matches(type);
	}

	/**
	 * Whether an event of such a type is meant.
	 */
	public boolean admits(ReadEvent event) {
		try {
			return this.filter == null || this.filter.holds(event.tree());
		}
		catch (Expression.UndecidedException ex) {
			return false;
		}
	}

}
