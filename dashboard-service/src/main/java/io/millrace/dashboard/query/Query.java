package io.millrace.dashboard.query;

import java.time.Instant;
import java.util.List;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.dashboard.meter.Metric;

/**
 * What is asked.
 *
 * @param metrics at least one
 * @param span of which time
 * @param selection of which groups
 * @param minOffset events that must have been counted; waited for 2 s at most
 */
public record Query(List<Metric> metrics, Span span, Selection selection, List<MinOffset> minOffset) {

	private static final int MOST_METRICS = 10;

	/**
	 * @throws ProblemException 400 if there is no metric, or there are too many
	 */
	public Query {
		metrics = metrics.stream().distinct().toList();
		minOffset = List.copyOf(minOffset);
		if (metrics.isEmpty() || metrics.size() > MOST_METRICS) {
			throw new ProblemException(Problem.INVALID_PARAMETER,
					"'metrics' must name 1 to " + MOST_METRICS + ", not " + metrics.size());
		}
	}

	/**
	 * The last hour of some metrics, all groups together.
	 */
	public static Query of(Step step, Metric... metrics) {
		return new Query(List.of(metrics), Span.lastHour(step), Selection.ALL, List.of());
	}

	public Query between(Instant from, Instant to) {
		return during(this.span.between(from, to));
	}

	public Query during(Span other) {
		return new Query(this.metrics, other, this.selection, this.minOffset);
	}

	public Query select(Selection other) {
		return new Query(this.metrics, this.span, other, this.minOffset);
	}

	public Query groupedByType() {
		return select(this.selection.by(Metric.TYPE));
	}

}
