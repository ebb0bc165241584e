package io.millrace.dashboard.query;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.millrace.dashboard.aggregate.StoredBucket;
import io.millrace.dashboard.cell.Total;
import io.millrace.dashboard.meter.Group;
import io.millrace.dashboard.meter.Metric;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one period put together, of all partitions.
 */
final class Sums {

	private final List<Metric> metrics;

	private final List<String> groupBy;

	private final GroupFilter filter;

	private final Period period;

	/** By point, by group, by the metric's place. */
	private final List<Map<List<@Nullable String>, @Nullable Total[]>> totals = new ArrayList<>();

	/**
	 * What a group's name means, empty if it doesn't count: there are few, and many
	 * cells.
	 */
	private final List<Map<String, Optional<List<@Nullable String>>>> names = new ArrayList<>();

	private boolean othersLeftOpen;

	Sums(Plan plan, Period period) {
		this.metrics = plan.query().metrics();
		this.groupBy = plan.query().groupBy();
		this.filter = plan.filter();
		this.period = period;
		this.metrics.forEach((metric) -> this.names.add(new HashMap<>()));
		period.points().forEach((point) -> this.totals.add(new HashMap<>()));
	}

	void add(StoredBucket stored) {
		Integer place = this.period.place(stored.id().bucket());
		if (place == null) {
			return;
		}
		Metric metric = stored.id().metric();
		int index = this.metrics.indexOf(metric);
		Map<String, Optional<List<@Nullable String>>> meanings = this.names.get(index);
		Map<List<@Nullable String>, @Nullable Total[]> point = this.totals.get(place);
		stored.cells()
			.forEach((name, cell) -> meanings.computeIfAbsent(name, (group) -> meaning(metric, group))
				.ifPresent((group) -> {
					@Nullable Total[] all = point.computeIfAbsent(group, (unused) -> new Total[this.metrics.size()]);
					Total total = all[index];
					if (total == null) {
						total = Total.of(metric.aggregation());
						all[index] = total;
					}
					total.add(cell);
				}));
	}

	private Optional<List<@Nullable String>> meaning(Metric metric, String name) {
		boolean other = name.equals(Group.OTHER);
		boolean filtered = !this.filter.fields().isEmpty();
		this.othersLeftOpen |= other && (filtered || !this.groupBy.isEmpty());
		List<@Nullable String> values = Group.values(name, metric.groupBy().size());
		if (filtered && (other || !this.filter.test((field) -> values.get(metric.groupBy().indexOf(field))))) {
			return Optional.empty();
		}
		List<@Nullable String> group = new ArrayList<>(this.groupBy.size());
		this.groupBy.forEach((field) -> group.add(values.get(metric.groupBy().indexOf(field))));
		return Optional.of(group);
	}

	/**
	 * The groups that there are at any point.
	 */
	void groups(Set<List<@Nullable String>> into) {
		this.totals.forEach((point) -> into.addAll(point.keySet()));
	}

	/**
	 * What a metric comes to at a point; null if there is nothing.
	 */
	@Nullable Total total(int point, List<@Nullable String> group, int metric) {
		if (point >= this.totals.size()) {
			return null;
		}
		@Nullable Total[] all = this.totals.get(point).get(group);
		return (all != null) ? all[metric] : null;
	}

	/**
	 * Whether events of groups that aren't kept apart could belong to a group, or to what
	 * the filter lets through, without being counted there.
	 */
	boolean othersLeftOpen() {
		return this.othersLeftOpen;
	}

}
