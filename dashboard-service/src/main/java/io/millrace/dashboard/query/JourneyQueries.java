package io.millrace.dashboard.query;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.millrace.common.problem.ProblemException;
import io.millrace.dashboard.declaration.Versioned;
import io.millrace.dashboard.journey.Funnel;
import io.millrace.dashboard.journey.Retention;
import io.millrace.dashboard.match.EventMatch;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Answers what funnels and retentions have counted. Thread-safe.
 */
@RequiredArgsConstructor
final class JourneyQueries {

	private static final int SHARE_DIGITS = 4;

	private static final Duration FUNNEL_RANGE = Duration.ofDays(7);

	private final QueryService queries;

	private final Clock clock;

	/**
	 * @param span of the last seven days if it doesn't say where it begins
	 * @throws ProblemException as {@link QueryService#query}
	 */
	FunnelResult funnel(Versioned<Funnel> funnel, Span span, List<MinOffset> minOffset) {
		Instant to = Objects.requireNonNullElseGet(span.to(), this.clock::instant);
		Instant from = Objects.requireNonNullElseGet(span.from(), () -> to.minus(FUNNEL_RANGE));
		QueryResult result = this.queries.query(
				new Query(List.of(funnel.metric()), span.between(from, to), Selection.ALL.by(Funnel.STEP), minOffset));
		Map<String, Long> users = new HashMap<>();
		result.results()
			.forEach((row) -> users.put(Objects.requireNonNull(row.group().get(Funnel.STEP)),
					number(row.values().get(funnel.name()))));
		return new FunnelResult(funnel.name(), result.query().from(), result.query().to(),
				steps(funnel.definition().steps(), users), result.asOf(), result.since().get(funnel.name()),
				result.atLeast(), result.estimates().get(funnel.name()));
	}

	private static List<FunnelResult.Reached> steps(List<EventMatch> steps, Map<String, Long> users) {
		List<FunnelResult.Reached> reached = new ArrayList<>();
		long first = users.getOrDefault("1", 0L);
		long most = first;
		for (int i = 0; i < steps.size(); i++) {
			// Who came here came to the step before: an estimate that says otherwise is
			// off.
			most = Math.min(most, users.getOrDefault(Integer.toString(i + 1), 0L));
			reached.add(new FunnelResult.Reached(steps.get(i).eventType(), steps.get(i).filter(), most,
					(first > 0) ? share(most, first) : null));
		}
		return reached;
	}

	/**
	 * @param from the first of the first days
	 * @param to the day after the last of them
	 * @throws ProblemException as {@link QueryService#query}
	 */
	RetentionResult retention(Versioned<Retention> retention, @Nullable LocalDate from, @Nullable LocalDate to,
			List<MinOffset> minOffset) {
		Retention definition = retention.definition();
		LocalDate today = LocalDate.ofInstant(this.clock.instant(), definition.zone());
		LocalDate end = (to != null) ? to : today.plusDays(1);
		LocalDate start = (from != null) ? from : end.minusDays(definition.days() + 1L);
		// Buckets bear the days' names, whatever the zone.
		Span span = Span.lastHour(Step.DAY).between(start(start), start(end));
		QueryResult result = this.queries
			.query(new Query(List.of(retention.metric()), span, Selection.ALL.by(Retention.DAY), minOffset));
		TreeMap<LocalDate, Map<Integer, Long>> cohorts = new TreeMap<>();
		for (QueryResult.Row row : result.results()) {
			String day = Objects.requireNonNull(row.group().get(Retention.DAY));
			cohorts.computeIfAbsent(LocalDate.ofInstant(row.time(), ZoneOffset.UTC), (date) -> new HashMap<>())
				.put(Integer.parseInt(day), number(row.values().get(retention.name())));
		}
		List<RetentionResult.Cohort> answered = new ArrayList<>();
		cohorts.forEach((date, seen) -> {
			if (seen.getOrDefault(0, 0L) > 0) {
				answered.add(cohort(date, seen, Math.min(definition.days(), today.toEpochDay() - date.toEpochDay())));
			}
		});
		return new RetentionResult(retention.name(), start, end, definition.zone(), answered, result.asOf(),
				result.since().get(retention.name()), result.atLeast());
	}

	private static RetentionResult.Cohort cohort(LocalDate date, Map<Integer, Long> seen, long days) {
		long users = seen.getOrDefault(0, 0L);
		List<RetentionResult.Returned> returned = new ArrayList<>();
		for (int day = 1; day <= days; day++) {
			long back = seen.getOrDefault(day, 0L);
			returned.add(new RetentionResult.Returned(day, back, share(back, users)));
		}
		return new RetentionResult.Cohort(date, users, returned);
	}

	private static Instant start(LocalDate date) {
		return date.atStartOfDay(ZoneOffset.UTC).toInstant();
	}

	private static long number(@Nullable Object value) {
		return (value instanceof Number number) ? number.longValue() : 0;
	}

	private static double share(long part, long whole) {
		return BigDecimal.valueOf(part)
			.divide(BigDecimal.valueOf(whole), SHARE_DIGITS, RoundingMode.HALF_UP)
			.doubleValue();
	}

}
