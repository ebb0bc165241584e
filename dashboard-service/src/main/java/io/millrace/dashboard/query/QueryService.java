package io.millrace.dashboard.query;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.dashboard.aggregate.PartitionCells;
import io.millrace.dashboard.aggregate.TooManyCellsException;
import io.millrace.dashboard.cell.Estimate;
import io.millrace.dashboard.meter.Metric;
import io.millrace.sink.fence.Generation;
import io.millrace.sink.fence.GenerationStore;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

import org.springframework.dao.DataAccessException;

/**
 * Answers queries. Thread-safe; blocks for as long as Redis takes, and for
 * {@code minOffset}.
 */
@Slf4j
@RequiredArgsConstructor
public class QueryService {

	private final Planner planner;

	private final OffsetWait offsetWait;

	private final GenerationStore generations;

	private final PartitionReader reader;

	private final EndOffsets endOffsets;

	private final OldestHeld held;

	private final Freshness freshness;

	private final Clock clock;

	/**
	 * Answers from one generation, each partition as it stood at one moment. What isn't
	 * known to be zero is left out rather than said to be zero.
	 * @throws ProblemException 400 if the query can't be answered as it is, 503 if it
	 * can't be now
	 */
	public QueryResult query(Query query) {
		Plan plan = this.planner.plan(query);
		try {
			this.offsetWait.await(query.minOffset());
			Optional<QueryResult> answer = answer(plan);
			// A partition's data may be gone because the pointer has just gone with it.
			return answer.or(() -> answer(plan)).orElseThrow(this::incomplete);
		}
		catch (TooManyCellsException ex) {
			throw new ProblemException(Problem.TOO_MANY_POINTS,
					"The answer would be made of " + ex.getMessage() + ". Choose a larger step or a shorter range");
		}
		catch (DataAccessException ex) {
			log.warn("A query failed, because Redis can't be read: {}", ex.getMessage());
			throw new ProblemException(Problem.REDIS_UNAVAILABLE, "The figures stand in Redis, which can't be read");
		}
	}

	/**
	 * @return empty if the generation says that it is complete, and isn't
	 */
	private Optional<QueryResult> answer(Plan plan) {
		Optional<EndOffsets.Ends> ends = this.endOffsets.current();
		Optional<Instant> held = this.held.since();
		Generation generation = this.generations.current().orElse(null);
		Instant now = this.clock.instant();
		Answer answer = new Answer(plan);
		List<PartitionCells> partitions = (generation != null) ? read(generation, plan, answer) : List.of();
		if (generation != null && !generation.filling()
				&& partitions.stream().anyMatch((partition) -> partition.fence() == null)) {
			return Optional.empty();
		}
		Beginnings beginnings = new Beginnings(generation, plan.query().metrics(), partitions, now);
		Instant first = (plan.previous() != null) ? plan.previous().from() : plan.query().from();
		return Optional.of(new QueryResult(plan.query(), this.freshness.of(generation, partitions, ends, held),
				beginnings.since(), !beginnings.reach(first) || answer.othersLeftOpen(),
				estimates(plan.query().metrics()), answer.rows(beginnings.zerosFrom())));
	}

	private static Map<String, Estimate> estimates(List<Metric> metrics) {
		Map<String, Estimate> estimates = new LinkedHashMap<>();
		metrics.forEach((metric) -> Estimate.of(metric.aggregation())
			.ifPresent((estimate) -> estimates.put(metric.name(), estimate)));
		return estimates;
	}

	/** One partition at a time, so that the sketches of only one are in memory. */
	private List<PartitionCells> read(Generation generation, Plan plan, Answer answer) {
		List<Stretch> stretches = Stretch.of(plan.reads());
		List<PartitionCells> partitions = new ArrayList<>();
		for (int i = 0; i < generation.partitions(); i++) {
			partitions.add(this.reader.read(generation.name(), i, plan, stretches, answer::add));
		}
		return partitions;
	}

	private ProblemException incomplete() {
		return new ProblemException(Problem.UNAVAILABLE, "Redis has lost the figures of a partition."
				+ " The partition's state in the service's health names the remedy");
	}

}
