package io.millrace.dashboard.query;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemError;
import io.millrace.common.problem.ProblemException;
import io.millrace.dashboard.meter.Alignment;
import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Level;
import io.millrace.dashboard.meter.Metric;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Fills in what a query leaves open, refuses what can't be answered exactly, and chooses
 * the levels to read.
 */
@RequiredArgsConstructor
final class Planner {

	/** As many as Prometheus answers, too. */
	static final int MAX_POINTS = 11_000;

	private static final Duration DEFAULT_RANGE = Duration.ofHours(1);

	/** What expires while it is read would be missing without a sign. */
	private static final Duration MARGIN = Duration.ofSeconds(5);

	private final Clock clock;

	/**
	 * @throws ProblemException 400
	 */
	Plan plan(Query query) {
		Instant now = this.clock.instant();
		Instant to = (query.to() != null) ? query.to() : now;
		Instant from = (query.from() != null) ? query.from() : to.minus(DEFAULT_RANGE);
		if (!from.isBefore(to)) {
			throw invalid("from", "'from' (" + from + ") must be before 'to' (" + to + "), which is exclusive");
		}
		Predicate<String> filter = (query.filter() != null) ? TypeFilter.parse(query.filter()) : null;
		return new Request(query, from, to, now).plan(filter);
	}

	private static ProblemException invalid(String field, String detail) {
		return new ProblemException(Problem.INVALID_PARAMETER, detail, List.of(new ProblemError(field, detail)));
	}

	/** A query with a range. */
	private record Request(Query query, Instant from, Instant to, Instant now) {

		Plan plan(@Nullable Predicate<String> filter) {
			Step step = this.query.step();
			if (!isLegal(step)) {
				throw illegal(step);
			}
			Duration width = step.width();
			Instant alignedFrom = (width != null) ? Alignment.floor(this.from, width)
					: Alignment.floor(this.from, finest(this.from).width());
			Instant alignedTo = (width != null) ? Alignment.ceiling(this.to, width)
					: Alignment.ceiling(this.to, end().width());
			List<Bucket> buckets = (width != null) ? Alignment.split(alignedFrom, alignedTo, step.level())
					: Alignment.compose(alignedFrom, alignedTo);
			QueryResult.Resolved resolved = new QueryResult.Resolved(this.query.metrics(), alignedFrom, alignedTo, step,
					this.query.groupBy(), this.query.filter(), this.query.minOffset());
			return new Plan(resolved, filter, buckets);
		}

		private boolean isLegal(Step step) {
			return isKept(step) && points(step) <= MAX_POINTS;
		}

		private boolean isKept(Step step) {
			Duration width = step.width();
			return isKept(step.level(), (width != null) ? Alignment.floor(this.from, width) : this.from);
		}

		/** Whether the level still has the bucket of this start, for all metrics. */
		private boolean isKept(Level level, Instant start) {
			return this.query.metrics()
				.stream()
				.allMatch((metric) -> level.keeps(metric)
						&& level.expiry(metric, Alignment.floor(start, level.width())).isAfter(this.now.plus(MARGIN)));
		}

		/** Points in the answer; buckets to read, where there is only one. */
		private long points(Step step) {
			Duration width = Objects.requireNonNullElse(step.width(), Level.DAY.width());
			Instant first = Alignment.floor(this.from, width);
			return Duration.between(first, Alignment.ceiling(this.to, width)).dividedBy(width);
		}

		/** The finest level that has a time's bucket. */
		private Level finest(Instant time) {
			return Arrays.stream(Level.values()).filter((level) -> isKept(level, time)).findFirst().orElse(Level.DAY);
		}

		/**
		 * The finest level for the range's end: it must also have the buckets from the
		 * last start of a coarser one to there.
		 */
		private Level end() {
			List<Level> levels = List.of(Level.values());
			for (int i = 0; i < levels.size() - 1; i++) {
				if (isKept(levels.get(i), Alignment.floor(this.to, levels.get(i + 1).width()))) {
					return levels.get(i);
				}
			}
			return levels.getLast();
		}

		private ProblemException illegal(Step step) {
			String reason = isKept(step) ? "'" + step.key() + "' makes " + points(step) + " points of this range, and "
					+ MAX_POINTS + " are the most" : kept(step);
			Optional<Step> smallest = Arrays.stream(Step.values()).filter(this::isLegal).findFirst();
			String remedy = smallest.map((legal) -> "The smallest legal step is " + legal.key())
				.orElse("No step is legal: choose another range");
			return new ProblemException(isKept(step) ? Problem.TOO_MANY_POINTS : Problem.INVALID_PARAMETER,
					reason + ". " + remedy, List.of(new ProblemError(smallest.isPresent() ? "step" : "from", remedy)));
		}

		private String kept(Step step) {
			return this.query.metrics()
				.stream()
				.map((metric) -> describe(metric, step))
				.collect(Collectors.joining(", "));
		}

		private String describe(Metric metric, Step step) {
			Duration kept = step.level().kept(metric);
			String time = (kept.toDays() > 1) ? kept.toDays() + " days" : kept.toHours() + " hours";
			return "'" + metric.key() + "' "
					+ (kept.isZero() ? "isn't kept at " : "is kept for the last " + time + " at ") + step.key();
		}

	}

}
