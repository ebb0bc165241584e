package io.millrace.dashboard.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.millrace.dashboard.aggregate.StoredBucket;
import io.millrace.dashboard.cell.Total;
import io.millrace.dashboard.meter.Group;
import io.millrace.dashboard.meter.Metric;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Puts the cells of a bucket together as far as a query doesn't tell them apart, and
 * leaves out those that its filter does. Used by one thread.
 */
@RequiredArgsConstructor
final class Reduction {

	private final Metric metric;

	private final List<String> groupBy;

	private final GroupFilter filter;

	/** There are few groups, and many cells. */
	private final Map<String, Optional<List<@Nullable String>>> meanings = new HashMap<>();

	Reduced of(StoredBucket stored) {
		Map<List<@Nullable String>, byte[]> cells = new HashMap<>();
		Map<List<@Nullable String>, Total> totals = new HashMap<>();
		boolean othersLeftOpen = false;
		for (Map.Entry<String, byte[]> entry : stored.cells().entrySet()) {
			othersLeftOpen |= leavesOthersOpen(entry.getKey());
			List<@Nullable String> group = this.meanings.computeIfAbsent(entry.getKey(), this::meaning).orElse(null);
			if (group == null) {
				continue;
			}
			byte[] before = cells.putIfAbsent(group, entry.getValue());
			if (before != null) {
				Total total = totals.computeIfAbsent(group, (unused) -> total(before));
				total.add(entry.getValue());
			}
		}
		totals.forEach((group, total) -> cells.put(group, total.toBytes()));
		return new Reduced(cells, othersLeftOpen);
	}

	private Total total(byte[] first) {
		Total total = Total.of(this.metric.aggregation());
		total.add(first);
		return total;
	}

	private boolean leavesOthersOpen(String name) {
		return name.equals(Group.OTHER) && !(this.filter.fields().isEmpty() && this.groupBy.isEmpty());
	}

	/** What a group's name means; empty if it doesn't count. */
	private Optional<List<@Nullable String>> meaning(String name) {
		boolean filtered = !this.filter.fields().isEmpty();
		List<String> fields = this.metric.groupBy();
		List<@Nullable String> values = Group.values(name, fields.size());
		if (filtered && (name.equals(Group.OTHER) || !this.filter.test((field) -> values.get(fields.indexOf(field))))) {
			return Optional.empty();
		}
		List<@Nullable String> group = new ArrayList<>(this.groupBy.size());
		this.groupBy.forEach((field) -> group.add(values.get(fields.indexOf(field))));
		return Optional.of(Collections.unmodifiableList(group));
	}

}
