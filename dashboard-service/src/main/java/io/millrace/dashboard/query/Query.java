package io.millrace.dashboard.query;

import java.time.Instant;
import java.util.List;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.dashboard.meter.Metric;
import org.jspecify.annotations.Nullable;

/**
 * What is asked.
 *
 * @param metrics at least one
 * @param from where the range begins, inclusive; null for an hour before its end
 * @param to where it ends, exclusive; null for now
 * @param step the distance of the points, to which the range is aligned outwards
 * @param groupBy empty, or {@link #TYPE}
 * @param filter RSQL over the type, such as {@code type==order.*}; null for all
 * @param minOffset events that must have been counted; waited for 2 s at most
 */
public record Query(List<Metric> metrics, @Nullable Instant from, @Nullable Instant to, Step step, List<String> groupBy,
		@Nullable String filter, List<MinOffset> minOffset) {

	/** The field by which an answer can be grouped and filtered. */
	public static final String TYPE = "type";

	/**
	 * @throws ProblemException 400 if there is no metric or another field to group by
	 */
	public Query {
		metrics = metrics.stream().distinct().sorted().toList();
		groupBy = groupBy.stream().distinct().toList();
		minOffset = List.copyOf(minOffset);
		if (metrics.isEmpty()) {
			throw new ProblemException(Problem.INVALID_PARAMETER, "'metrics' names none");
		}
		if (!groupBy.isEmpty() && !groupBy.equals(List.of(TYPE))) {
			throw new ProblemException(Problem.INVALID_PARAMETER, "'groupBy' can only be " + TYPE);
		}
	}

	/**
	 * The last hour of some metrics, all types together.
	 */
	public static Query of(Step step, Metric... metrics) {
		return new Query(List.of(metrics), null, null, step, List.of(), null, List.of());
	}

	public Query between(Instant from, Instant to) {
		return new Query(this.metrics, from, to, this.step, this.groupBy, this.filter, this.minOffset);
	}

	public Query groupedByType() {
		return new Query(this.metrics, this.from, this.to, this.step, List.of(TYPE), this.filter, this.minOffset);
	}

}
