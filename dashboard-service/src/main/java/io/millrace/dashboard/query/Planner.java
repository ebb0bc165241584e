package io.millrace.dashboard.query;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemError;
import io.millrace.common.problem.ProblemException;
import io.millrace.dashboard.cell.Estimate;
import io.millrace.dashboard.meter.Aggregation;
import io.millrace.dashboard.meter.Metric;
import lombok.RequiredArgsConstructor;

/**
 * Fills in what a query leaves open, refuses what can't be answered exactly, and chooses
 * the levels to read.
 */
@RequiredArgsConstructor
final class Planner {

	/** As many as Prometheus answers, too. */
	static final int MAX_POINTS = 11_000;

	/** Redis serves nobody else while it reads them, partition by partition. */
	private static final int MAX_BUCKETS = 50_000;

	private static final Duration DEFAULT_RANGE = Duration.ofHours(1);

	private final Clock clock;

	/**
	 * @throws ProblemException 400
	 */
	Plan plan(Query query) {
		Span span = query.span();
		Instant now = this.clock.instant();
		Instant to = (span.to() != null) ? span.to() : now;
		Instant from = (span.from() != null) ? span.from() : to.minus(DEFAULT_RANGE);
		if (!from.isBefore(to)) {
			throw invalid("from", "'from' (" + from + ") must be before 'to' (" + to + "), which is exclusive");
		}
		Selection selection = query.selection();
		GroupFilter filter = (selection.filter() != null) ? GroupFilter.parse(selection.filter()) : GroupFilter.NONE;
		requireFields(query.metrics(), "groupBy", selection.groupBy());
		requireFields(query.metrics(), "filter", filter.fields());
		requireColumns(query);
		PeriodPlanner periods = new PeriodPlanner(query.metrics(), span, from, to, now);
		Step step = span.step();
		if (!periods.isLegal(step)) {
			throw illegal(query, periods);
		}
		Period period = periods.period();
		Period previous = span.compared() ? periods.previous(period) : null;
		return bounded(new Plan(new QueryResult.Resolved(query, period, previous), filter, period, previous));
	}

	private static Plan bounded(Plan plan) {
		int buckets = plan.reads().size();
		if (buckets > MAX_BUCKETS) {
			throw new ProblemException(Problem.TOO_MANY_POINTS,
					"The answer would be made of " + buckets + " buckets a partition, and " + MAX_BUCKETS
							+ " are the most. Ask for fewer metrics at once, a larger step or a shorter range");
		}
		return plan;
	}

	private static void requireFields(List<Metric> metrics, String parameter, Iterable<String> fields) {
		for (String field : fields) {
			for (Metric metric : metrics) {
				if (!metric.groupBy().contains(field)) {
					throw invalid(parameter, "'" + metric + "' isn't kept apart by '" + field + "', but by "
							+ (metric.groupBy().isEmpty() ? "nothing" : String.join(", ", metric.groupBy())));
				}
			}
		}
	}

	private static void requireColumns(Query query) {
		Set<String> columns = new LinkedHashSet<>(List.of(QueryResult.TIME));
		columns.addAll(query.selection().groupBy());
		query.metrics().forEach((metric) -> columns.addAll(columns(metric)));
		for (Order order : query.selection().orderBy()) {
			if (!columns.contains(order.column())) {
				throw invalid("orderBy",
						"There is no column '" + order.column() + "' in the answer, but " + String.join(", ", columns));
			}
		}
	}

	/**
	 * What a metric's value can be put in order by, and written in one cell of a table.
	 */
	static List<String> columns(Metric metric) {
		return (metric.aggregation() != Aggregation.PERCENTILES) ? List.of(metric.name())
				: Estimate.PERCENTILES.stream().map((percentile) -> metric.name() + "." + percentile).toList();
	}

	private static ProblemException invalid(String field, String detail) {
		return new ProblemException(Problem.INVALID_PARAMETER, detail, List.of(new ProblemError(field, detail)));
	}

	private static ProblemException illegal(Query query, PeriodPlanner periods) {
		Step step = query.span().step();
		boolean kept = periods.isKept(step);
		String reason = kept ? "'" + step.key() + "' makes " + periods.points(step) + " points of this range, and "
				+ MAX_POINTS + " are the most" : describeKept(query, step);
		Optional<Step> smallest = Arrays.stream(Step.values()).filter(periods::isLegal).findFirst();
		String remedy = smallest.map((legal) -> "The smallest legal step is " + legal.key())
			.orElse("No step helps: choose another range");
		return new ProblemException(kept ? Problem.TOO_MANY_POINTS : Problem.INVALID_PARAMETER, reason + ". " + remedy,
				List.of(new ProblemError(smallest.isPresent() ? "step" : "from", remedy)));
	}

	private static String describeKept(Query query, Step step) {
		boolean days = step == Step.DAY && !PeriodPlanner.isUtc(query.span().zone());
		String where = (step == Step.ALL) ? ""
				: " at " + (days ? "days of " + query.span().zone() + ", which are made of 15m" : step.key());
		String kept = query.metrics().stream().map((metric) -> {
			Duration time = PeriodPlanner.level(step, query.span().zone()).kept(metric);
			String words = (time.toDays() > 1) ? time.toDays() + " days" : time.toHours() + " hours";
			return "'" + metric + "' " + (time.isZero() ? "isn't kept" : "is kept for the last " + words) + where;
		}).collect(Collectors.joining(", "));
		return query.span().compared() ? kept + ", and the range before is asked for, too" : kept;
	}

}
