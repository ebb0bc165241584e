package io.millrace.dashboard.query;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemError;
import io.millrace.common.problem.ProblemException;
import io.millrace.dashboard.meter.Alignment;
import io.millrace.dashboard.meter.Level;
import io.millrace.dashboard.meter.Metric;
import lombok.RequiredArgsConstructor;

/**
 * Lays a range out in points and buckets.
 */
@RequiredArgsConstructor
final class PeriodPlanner {

	/** What expires while it is read would be missing without a sign. */
	private static final Duration MARGIN = Duration.ofSeconds(5);

	private final List<Metric> metrics;

	private final Span span;

	private final Instant from;

	private final Instant to;

	private final Instant now;

	static boolean isUtc(ZoneId zone) {
		return zone.getRules().isFixedOffset() && zone.getRules().getOffset(Instant.EPOCH).getTotalSeconds() == 0;
	}

	/** The coarsest level that every point of a step can be made of. */
	static Level level(Step step, ZoneId zone) {
		return (step == Step.DAY && !isUtc(zone)) ? Level.QUARTER : step.level();
	}

	boolean isLegal(Step step) {
		return isKept(step) && points(step) <= Planner.MAX_POINTS;
	}

	boolean isKept(Step step) {
		Instant first = earliest();
		return isKept(level(step, this.span.zone()),
				(step.width() != null) ? new StepGrid(step, this.span.zone()).floor(first) : first);
	}

	/** The earliest time that is asked for. */
	private Instant earliest() {
		return this.span.compared() ? this.from.minus(Duration.between(this.from, this.to)) : this.from;
	}

	/** Whether the level still has the bucket of this start, for all metrics. */
	private boolean isKept(Level level, Instant start) {
		return this.metrics.stream()
			.allMatch((metric) -> level.keeps(metric)
					&& level.expiry(metric, Alignment.floor(start, level.width())).isAfter(this.now.plus(MARGIN)));
	}

	/** Points in the answer; buckets to read, where there is only one. */
	long points(Step step) {
		Duration width = Objects.requireNonNullElse(step.width(), Level.DAY.width());
		Instant first = Alignment.floor(this.from, width);
		return Duration.between(first, Alignment.ceiling(this.to, width)).dividedBy(width);
	}

	Period period() {
		if (this.span.step().width() == null) {
			Instant first = Alignment.floor(this.from, finest(earliest()).width());
			return whole(first, Alignment.ceiling(this.to, end().width()));
		}
		StepGrid grid = grid();
		return steps(grid.floor(this.from), grid.ceiling(this.to));
	}

	/**
	 * The equally long period before one, in days of the calendar where steps are days.
	 */
	Period previous(Period period) {
		Instant start = (this.span.step().width() == null)
				? period.from().minus(Duration.between(period.from(), period.to()))
				: grid().before(period.from(), period.to());
		return (this.span.step().width() == null) ? whole(start, period.from()) : steps(start, period.from());
	}

	private StepGrid grid() {
		return new StepGrid(this.span.step(), this.span.zone());
	}

	private static Period whole(Instant first, Instant last) {
		return new Period(List.of(new Period.Point(first, last, Alignment.compose(first, last))));
	}

	private Period steps(Instant first, Instant last) {
		StepGrid grid = grid();
		List<Period.Point> points = new ArrayList<>();
		for (Instant at = first; at.isBefore(last);) {
			Instant next = grid.next(at);
			requireQuarters(at);
			points.add(new Period.Point(at, next, Alignment.compose(at, next, this.span.step().level())));
			at = next;
		}
		return new Period(points);
	}

	/** No zone has had another offset for decades, but one can be written. */
	private void requireQuarters(Instant start) {
		if (this.span.zone().getRules().getOffset(start).getTotalSeconds() % Level.QUARTER.width().toSeconds() != 0) {
			String detail = "'tz' must be a zone whose offset is a multiple of 15 minutes";
			throw new ProblemException(Problem.INVALID_PARAMETER, detail, List.of(new ProblemError("tz", detail)));
		}
	}

	/** The finest level that has a time's bucket. */
	private Level finest(Instant time) {
		return Arrays.stream(Level.values()).filter((level) -> isKept(level, time)).findFirst().orElse(Level.DAY);
	}

	/**
	 * The finest level for the range's end: it must also have the buckets from the last
	 * start of a coarser one to there.
	 */
	private Level end() {
		if (this.span.compared()) {
			// Both ranges end where the other begins, or would.
			return finest(earliest());
		}
		List<Level> levels = List.of(Level.values());
		for (int i = 0; i < levels.size() - 1; i++) {
			if (isKept(levels.get(i), Alignment.floor(this.to, levels.get(i + 1).width()))) {
				return levels.get(i);
			}
		}
		return levels.getLast();
	}

}
