package io.millrace.dashboard.query;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.dashboard.aggregate.StoredBucket;
import io.millrace.dashboard.cell.Total;
import io.millrace.dashboard.meter.Metric;
import org.jspecify.annotations.Nullable;

/**
 * Puts the partitions together and makes rows of them.
 */
final class Answer {

	/** Groups times points; each is a line of the answer. */
	private static final int MAX_ROWS = 250_000;

	private static final Comparator<@Nullable String> VALUES = Comparator.nullsLast(Comparator.naturalOrder());

	private static final Comparator<List<@Nullable String>> GROUPS = (one, other) -> {
		for (int i = 0; i < one.size(); i++) {
			int order = VALUES.compare(one.get(i), other.get(i));
			if (order != 0) {
				return order;
			}
		}
		return 0;
	};

	private final Plan plan;

	private final Sums sums;

	private final @Nullable Sums previous;

	Answer(Plan plan) {
		this.plan = plan;
		this.sums = new Sums(plan, plan.period());
		this.previous = (plan.previous() != null) ? new Sums(plan, plan.previous()) : null;
	}

	void add(StoredBucket.Id id, Reduced reduced) {
		this.sums.add(id, reduced);
		if (this.previous != null) {
			this.previous.add(id, reduced);
		}
	}

	boolean othersLeftOpen() {
		return this.sums.othersLeftOpen() || (this.previous != null && this.previous.othersLeftOpen());
	}

	/**
	 * @param zerosFrom by metric from when on what wasn't counted is known to be nothing;
	 * without those of which that isn't known of any time
	 * @throws ProblemException 400 if there are too many
	 */
	List<QueryResult.Row> rows(Map<Metric, Instant> zerosFrom) {
		List<Period.Point> points = this.plan.period().points();
		Set<List<@Nullable String>> groups = groups();
		if ((long) points.size() * groups.size() > MAX_ROWS) {
			throw new ProblemException(Problem.TOO_MANY_POINTS, groups.size() + " groups at " + points.size()
					+ " points are more than " + MAX_ROWS + ". Choose a larger step, a shorter range or a 'filter'");
		}
		ZoneId zone = Objects.requireNonNullElse(this.plan.query().tz(), ZoneOffset.UTC);
		List<QueryResult.Row> rows = new ArrayList<>();
		for (int i = 0; i < points.size(); i++) {
			for (List<@Nullable String> group : groups) {
				Map<String, @Nullable Object> values = values(this.sums, i, points.get(i).start(), group, zerosFrom);
				Map<String, @Nullable Object> before = before(i, group, zerosFrom);
				if (!values.isEmpty() || (before != null && !before.isEmpty())) {
					rows.add(new QueryResult.Row(points.get(i).start(), zone, named(group), values, before));
				}
			}
		}
		return ordered(rows);
	}

	private Set<List<@Nullable String>> groups() {
		if (this.plan.query().groupBy().isEmpty()) {
			return Set.of(List.of());
		}
		Set<List<@Nullable String>> groups = new TreeSet<>(GROUPS);
		this.sums.groups(groups);
		if (this.previous != null) {
			this.previous.groups(groups);
		}
		return groups;
	}

	private @Nullable Map<String, @Nullable Object> before(int index, List<@Nullable String> group,
			Map<Metric, Instant> zerosFrom) {
		Period period = this.plan.previous();
		if (period == null || this.previous == null) {
			return null;
		}
		// A day that is an hour longer has a point that the other day lacks.
		return (index < period.points().size())
				? values(this.previous, index, period.points().get(index).start(), group, zerosFrom) : Map.of();
	}

	private Map<String, @Nullable Object> values(Sums of, int index, Instant start, List<@Nullable String> group,
			Map<Metric, Instant> zerosFrom) {
		List<Metric> metrics = this.plan.query().metrics();
		Map<String, @Nullable Object> values = new LinkedHashMap<>();
		for (int i = 0; i < metrics.size(); i++) {
			Metric metric = metrics.get(i);
			Total total = of.total(index, group, i);
			Instant zeros = zerosFrom.get(metric);
			if (total != null) {
				values.put(metric.name(), total.value());
			}
			else if (zeros != null && !start.isBefore(zeros)) {
				values.put(metric.name(), metric.aggregation().isZeroOfNothing() ? Long.valueOf(0) : null);
			}
		}
		return values;
	}

	private Map<String, @Nullable String> named(List<@Nullable String> group) {
		Map<String, @Nullable String> named = new LinkedHashMap<>();
		for (int i = 0; i < group.size(); i++) {
			named.put(this.plan.query().groupBy().get(i), group.get(i));
		}
		return named;
	}

	private List<QueryResult.Row> ordered(List<QueryResult.Row> rows) {
		Integer limit = this.plan.query().limit();
		this.plan.query()
			.orderBy()
			.stream()
			.map(RowOrder::new)
			.map((order) -> (Comparator<QueryResult.Row>) order)
			.reduce(Comparator::thenComparing)
			.ifPresent(rows::sort);
		return (limit != null && limit < rows.size()) ? rows.subList(0, limit) : rows;
	}

}
