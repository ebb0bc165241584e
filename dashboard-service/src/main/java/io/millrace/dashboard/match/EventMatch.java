package io.millrace.dashboard.match;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.common.event.TypePattern;
import io.millrace.common.expression.Condition;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which events are meant.
 *
 * @param eventType the events' type: {@code order.paid}, or {@code order.*} for all that
 * begin with {@code order.}, or {@code *}. Default all
 * @param filter a CEL expression over {@code type}, {@code subject}, {@code source},
 * {@code id} and {@code data} that must hold, e.g. {@code data.amount > 100}. Default
 * empty: always. Where it can't be told, as the event lacks a field, it doesn't hold
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EventMatch(@DefaultValue(ALL) String eventType, @DefaultValue("") String filter) {

	/** Every type. */
	public static final String ALL = "*";

	/** Every event. */
	public static final EventMatch EVERY = new EventMatch(ALL, "");

	/**
	 * @throws IllegalArgumentException with what is wrong with which field
	 */
	public EventMatch {
		check("event-type", () -> new TypePattern(eventType));
		if (!filter.isBlank()) {
			check("filter", () -> new Condition(filter));
		}
	}

	private static void check(String field, Runnable reading) {
		try {
			reading.run();
		}
		catch (IllegalArgumentException ex) {
			// Without the cause: at a start that fails, Boot shows the innermost message.
			throw new IllegalArgumentException(field + ": " + ex.getMessage());
		}
	}

}
