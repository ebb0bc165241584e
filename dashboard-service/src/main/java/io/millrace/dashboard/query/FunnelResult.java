package io.millrace.dashboard.query;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.dashboard.cell.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * How far users came who took a funnel's first step in a range of time.
 *
 * @param name the funnel's
 * @param from aligned to what is kept, inclusive
 * @param to aligned, exclusive
 * @param steps in their order; none as long as nothing can be said
 * @param asOf what the answer stands for
 * @param since from when on it counts, if it was added later than the log's beginning or
 * has forgotten what users had begun
 * @param atLeast whether what is said may be less than what was
 * @param estimate how far numbers of users may be off
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FunnelResult(String name, Instant from, Instant to, List<Reached> steps, QueryResult.AsOf asOf,
		@Nullable Instant since, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean atLeast,
		@Nullable Estimate estimate) {

	FunnelResult {
		steps = List.copyOf(steps);
	}

	/**
	 * How many came to a step.
	 *
	 * @param eventType the step's
	 * @param filter the step's; empty if it has none
	 * @param users how many different ones; never more than at the step before
	 * @param share of those at the first step; null if there are none
	 */
	@JsonInclude(JsonInclude.Include.NON_EMPTY)
	record Reached(String eventType, String filter, @JsonInclude long users, @Nullable Double share) {
	}

}
