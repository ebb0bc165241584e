package io.millrace.dashboard.definition;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.common.event.FieldPath;
import io.millrace.dashboard.declaration.Checks;
import io.millrace.dashboard.declaration.Definition;
import io.millrace.dashboard.match.EventMatch;
import io.millrace.dashboard.meter.Aggregation;
import io.millrace.dashboard.meter.Metric;

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
public record Meter(@DefaultValue("") String name, @DefaultValue(EventMatch.ALL) String eventType,
		@DefaultValue("") String filter, @DefaultValue("count") Aggregation aggregation,
		@DefaultValue("") String valueProperty, @DefaultValue List<String> groupBy,
		@DefaultValue("1000") int maxGroups) implements Definition {

	static final int MAX_GROUPS = 1_000;

	static final int MOST_FIELDS = 4;

	private static final int MOST_GROUPS = 10_000;

	/** Names that stand for something else in a query or an answer. */
	private static final Set<String> TAKEN = Set.of("events", "users", "time", "type", "subject", "source", "id",
			"data", "previous");

	/**
	 * @throws IllegalArgumentException with the meter's name and what is wrong with which
	 * field
	 */
	public Meter {
		Checks checks = new Checks("Meter", name);
		checks.requireName();
		checks.require(!TAKEN.contains(name), "name",
				"stands for something else; so do " + String.join(", ", TAKEN.stream().sorted().toList()));
		checks.requireValid(() -> new EventMatch(eventType, filter));
		if (aggregation == Aggregation.COUNT) {
			checks.require(valueProperty.isEmpty(), "value-property", "has no meaning where events are counted");
		}
		else {
			checks.require(!valueProperty.isEmpty(), "value-property",
					"is missing: " + aggregation.key() + " of what? Write a field such as data.amount");
			checks.read("value-property", () -> new FieldPath(valueProperty));
		}
		groupBy = List.copyOf(groupBy);
		checks.require(groupBy.size() <= MOST_FIELDS, "group-by", "names more than " + MOST_FIELDS + " fields");
		checks.require(new HashSet<>(groupBy).size() == groupBy.size(), "group-by", "names a field twice");
		for (String field : groupBy) {
			checks.require(!field.equals("data"), "group-by", "needs a field inside the data, such as data.currency");
			checks.read("group-by", () -> new FieldPath(field));
		}
		checks.require(maxGroups >= 1 && maxGroups <= MOST_GROUPS, "max-groups",
				"must be 1 to " + MOST_GROUPS + ", not " + maxGroups);
	}

	@Override
	public Metric metric(String digest) {
		return new Metric(this.name, "m." + digest, this.aggregation, this.groupBy);
	}

}
