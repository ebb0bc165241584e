package io.millrace.dashboard.query;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.millrace.dashboard.aggregate.StoredBucket;
import io.millrace.dashboard.cell.Total;
import io.millrace.dashboard.meter.Metric;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one period put together, of all partitions.
 */
final class Sums {

	private final List<Metric> metrics;

	private final Period period;

	/** By point, by group, by the metric's place. */
	private final List<Map<List<@Nullable String>, @Nullable Total[]>> totals = new ArrayList<>();

	private boolean othersLeftOpen;

	Sums(Plan plan, Period period) {
		this.metrics = plan.query().metrics();
		this.period = period;
		period.points().forEach((point) -> this.totals.add(new HashMap<>()));
	}

	void add(StoredBucket.Id id, Reduced reduced) {
		Integer place = this.period.place(id.bucket());
		if (place == null) {
			return;
		}
		this.othersLeftOpen |= reduced.othersLeftOpen();
		int index = this.metrics.indexOf(id.metric());
		Map<List<@Nullable String>, @Nullable Total[]> point = this.totals.get(place);
		reduced.cells().forEach((group, cell) -> {
			@Nullable Total[] all = point.computeIfAbsent(group, (unused) -> new Total[this.metrics.size()]);
			Total total = all[index];
			if (total == null) {
				total = Total.of(id.metric().aggregation());
				all[index] = total;
			}
			total.add(cell);
		});
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
