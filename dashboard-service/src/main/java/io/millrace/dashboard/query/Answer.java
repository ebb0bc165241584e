package io.millrace.dashboard.query;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.dashboard.aggregate.PartitionCells;
import io.millrace.dashboard.aggregate.StoredBucket;
import io.millrace.dashboard.meter.EventTypes;
import io.millrace.dashboard.meter.Metric;
import io.millrace.dashboard.meter.UserUnion;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Puts the partitions together: events are added up, users are united.
 */
@RequiredArgsConstructor
final class Answer {

	/** Groups times points; each is a line of the answer. */
	private static final int MAX_ROWS = 250_000;

	/** Stands for all types when the answer isn't grouped. */
	private static final String TOGETHER = "";

	private final Plan plan;

	private final Map<Instant, Map<String, Sum>> sums = new HashMap<>();

	private boolean othersLeftOpen;

	private static final class Sum {

		long events;

		@Nullable UserUnion users;

	}

	void add(PartitionCells cells) {
		for (StoredBucket stored : cells.buckets()) {
			Map<String, Sum> point = this.sums.computeIfAbsent(this.plan.point(stored.id().bucket()),
					(time) -> new HashMap<>());
			stored.cells().forEach((type, cell) -> {
				if (counts(type)) {
					add(point.computeIfAbsent(group(type), (group) -> new Sum()), stored.id().metric(), cell);
				}
			});
		}
	}

	private boolean counts(String type) {
		boolean other = type.equals(EventTypes.OTHER);
		this.othersLeftOpen |= other && (this.plan.filter() != null || this.plan.query().groupedByType());
		return this.plan.filter() == null || (!other && this.plan.filter().test(type));
	}

	private String group(String type) {
		return this.plan.query().groupedByType() ? type : TOGETHER;
	}

	private static void add(Sum sum, Metric metric, byte[] cell) {
		switch (metric) {
			case EVENTS -> sum.events += Long.parseLong(new String(cell, StandardCharsets.US_ASCII));
			case USERS -> {
				UserUnion union = (sum.users != null) ? sum.users : new UserUnion();
				union.add(cell);
				sum.users = union;
			}
		}
	}

	/**
	 * Whether events of types that aren't counted apart could belong to a group, or to
	 * what the filter lets through, without being counted there.
	 */
	boolean othersLeftOpen() {
		return this.othersLeftOpen;
	}

	/**
	 * @param zerosFrom from when on what wasn't counted is known to be zero; null if that
	 * isn't known of any time
	 * @throws ProblemException 400 if there are too many
	 */
	List<QueryResult.Row> rows(@Nullable Instant zerosFrom) {
		List<Instant> points = this.plan.points();
		Collection<String> groups = this.plan.query().groupedByType() ? groups() : Set.of(TOGETHER);
		if ((long) points.size() * groups.size() > MAX_ROWS) {
			throw new ProblemException(Problem.TOO_MANY_POINTS, groups.size() + " types at " + points.size()
					+ " points are more than " + MAX_ROWS + ". Choose a larger step, a shorter range or a 'filter'");
		}
		List<QueryResult.Row> rows = new ArrayList<>();
		for (Instant point : points) {
			boolean zeros = zerosFrom != null && !point.isBefore(zerosFrom);
			Map<String, Sum> counted = this.sums.getOrDefault(point, Map.of());
			for (String group : groups) {
				Sum sum = counted.get(group);
				if (sum != null || zeros) {
					rows.add(row(point, group, (sum != null) ? sum : new Sum()));
				}
			}
		}
		return rows;
	}

	private Set<String> groups() {
		Set<String> groups = new TreeSet<>();
		this.sums.values().forEach((point) -> groups.addAll(point.keySet()));
		return groups;
	}

	private QueryResult.Row row(Instant time, String group, Sum sum) {
		List<Metric> metrics = this.plan.query().metrics();
		Long events = metrics.contains(Metric.EVENTS) ? Long.valueOf(sum.events) : null;
		Long users = metrics.contains(Metric.USERS) ? Long.valueOf((sum.users != null) ? sum.users.estimate() : 0)
				: null;
		return new QueryResult.Row(time, group.equals(TOGETHER) ? null : group, events, users);
	}

}
