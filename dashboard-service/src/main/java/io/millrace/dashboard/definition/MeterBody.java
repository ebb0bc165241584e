package io.millrace.dashboard.definition;

import java.util.List;
import java.util.Objects;

import io.millrace.dashboard.meter.Aggregation;
import org.jspecify.annotations.Nullable;

/**
 * A meter as it is sent: what is absent has its default.
 */
record MeterBody(@Nullable String name, @Nullable String eventType, @Nullable String filter,
		@Nullable Aggregation aggregation, @Nullable String valueProperty, @Nullable List<@Nullable String> groupBy,
		@Nullable Integer maxGroups) {

	/**
	 * @throws IllegalArgumentException with what is wrong
	 */
	Meter meter(String name) {
		if (this.name != null && !this.name.equals(name)) {
			throw new IllegalArgumentException(
					"The meter is named '" + this.name + "' in one place and '" + name + "' in another");
		}
		List<String> fields = (this.groupBy == null) ? List.of()
				: this.groupBy.stream().map((field) -> Objects.requireNonNullElse(field, "")).toList();
		return new Meter(name, Objects.requireNonNullElse(this.eventType, Meter.ALL),
				Objects.requireNonNullElse(this.filter, ""),
				Objects.requireNonNullElse(this.aggregation, Aggregation.COUNT),
				Objects.requireNonNullElse(this.valueProperty, ""), fields,
				Objects.requireNonNullElse(this.maxGroups, Meter.MAX_GROUPS));
	}

}
