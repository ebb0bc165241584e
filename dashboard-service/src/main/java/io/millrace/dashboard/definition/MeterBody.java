package io.millrace.dashboard.definition;

import java.util.List;
import java.util.Objects;

import io.millrace.dashboard.declaration.DefinitionBody;
import io.millrace.dashboard.match.EventMatch;
import io.millrace.dashboard.meter.Aggregation;
import org.jspecify.annotations.Nullable;

/**
 * A meter as it is sent.
 */
record MeterBody(@Nullable String name, @Nullable String eventType, @Nullable String filter,
		@Nullable Aggregation aggregation, @Nullable String valueProperty, @Nullable List<@Nullable String> groupBy,
		@Nullable Integer maxGroups) implements DefinitionBody<Meter> {

	@Override
	public Meter definition(String name) {
		List<String> fields = (this.groupBy == null) ? List.of()
				: this.groupBy.stream().map((field) -> Objects.requireNonNullElse(field, "")).toList();
		return new Meter(name, Objects.requireNonNullElse(this.eventType, EventMatch.ALL),
				Objects.requireNonNullElse(this.filter, ""),
				Objects.requireNonNullElse(this.aggregation, Aggregation.COUNT),
				Objects.requireNonNullElse(this.valueProperty, ""), fields,
				Objects.requireNonNullElse(this.maxGroups, Meter.MAX_GROUPS));
	}

}
