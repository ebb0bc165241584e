package io.millrace.dashboard.definition;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.common.event.FieldPath;
import io.millrace.common.event.TypePattern;
import io.millrace.common.expression.Condition;
import io.millrace.dashboard.meter.Aggregation;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is to be counted.
 *
 * @param name its name in queries and answers: letters, digits, {@code _} and {@code -},
 * beginning with a letter, at most 64
 * @param eventType the events' type: {@code order.paid}, or {@code order.*} for all that
 * begin with {@code order.}, or {@code *}. Default all
 * @param filter a CEL expression over {@code type}, {@code subject}, {@code source},
 * {@code id} and {@code data} that must hold, e.g. {@code data.amount > 100}. Default
 * empty: always. Where it can't be told, as the event lacks a field, it doesn't hold
 * @param aggregation what is made of the events: {@code count}, {@code sum}, {@code min},
 * {@code max}, {@code avg}, {@code distinct}, {@code percentiles}. Default count
 * @param valueProperty the field whose values are summed and so on, e.g.
 * {@code data.amount}; none for count. Numbers may be written as strings. An event
 * without one isn't counted by this meter
 * @param groupBy the fields by which it is kept apart, e.g. {@code type} or
 * {@code data.currency}, at most {@value #MOST_FIELDS}. Each group costs a cell in every
 * bucket. Default none
 * @param maxGroups how many groups of one day are kept apart in each partition, 1 to
 * 10,000; those that come later that day are counted together as others. Default 1,000
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Meter(@DefaultValue("") String name, @DefaultValue(ALL) String eventType, @DefaultValue("") String filter,
		@DefaultValue("count") Aggregation aggregation, @DefaultValue("") String valueProperty,
		@DefaultValue List<String> groupBy, @DefaultValue("1000") int maxGroups) {

	static final String ALL = "*";

	static final int MAX_GROUPS = 1_000;

	static final int MOST_FIELDS = 4;

	private static final int MOST_GROUPS = 10_000;

	private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

	/** Names that stand for something else in a query or an answer. */
	private static final Set<String> TAKEN = Set.of("events", "users", "time", "type", "subject", "source", "id",
			"data", "previous");

	/**
	 * @throws IllegalArgumentException with the meter's name and what is wrong with which
	 * field
	 */
	public Meter {
		if (!NAME.matcher(name).matches() || TAKEN.contains(name)) {
			throw new IllegalArgumentException(
					"A meter's name is 1 to 64 letters, digits, '_' and '-', beginning with" + " a letter, and none of "
							+ String.join(", ", TAKEN.stream().sorted().toList()) + "; this one isn't: '" + name + "'");
		}
		check(name, "event-type", eventType, TypePattern::new);
		if (!filter.isBlank()) {
			check(name, "filter", filter, Condition::new);
		}
		if (aggregation == Aggregation.COUNT) {
			require(valueProperty.isEmpty(), name, "value-property", "has no meaning where events are counted");
		}
		else {
			require(!valueProperty.isEmpty(), name, "value-property",
					"is missing: " + aggregation.key() + " of what? Write a field such as data.amount");
			check(name, "value-property", valueProperty, FieldPath::new);
		}
		groupBy = List.copyOf(groupBy);
		require(groupBy.size() <= MOST_FIELDS, name, "group-by", "names more than " + MOST_FIELDS + " fields");
		require(new HashSet<>(groupBy).size() == groupBy.size(), name, "group-by", "names a field twice");
		for (String field : groupBy) {
			require(!field.equals("data"), name, "group-by", "needs a field inside the data, such as data.currency");
			check(name, "group-by", field, FieldPath::new);
		}
		require(maxGroups >= 1 && maxGroups <= MOST_GROUPS, name, "max-groups",
				"must be 1 to " + MOST_GROUPS + ", not " + maxGroups);
	}

	private static void require(boolean valid, String meter, String field, String fault) {
		if (!valid) {
			throw fault(meter, field, fault);
		}
	}

	private static void check(String meter, String field, String value, Function<String, ?> reading) {
		try {
			var unused = reading.apply(value);
		}
		catch (IllegalArgumentException ex) {
			// Without the cause: at a start that fails, Boot shows the innermost message.
			throw fault(meter, field, String.valueOf(ex.getMessage()));
		}
	}

	private static IllegalArgumentException fault(String meter, String field, String fault) {
		return new IllegalArgumentException("Meter '" + meter + "', " + field + ": " + fault);
	}

}
