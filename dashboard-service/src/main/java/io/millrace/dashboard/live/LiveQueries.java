package io.millrace.dashboard.live;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.millrace.dashboard.live.LiveFrame.Audience;
import io.millrace.dashboard.live.LiveFrame.Recent;
import io.millrace.dashboard.live.LiveFrame.Series;
import io.millrace.dashboard.live.LiveFrame.TypeCount;
import io.millrace.dashboard.meter.Metric;
import io.millrace.dashboard.query.Query;
import io.millrace.dashboard.query.QueryResult;
import io.millrace.dashboard.query.QueryResult.Row;
import io.millrace.dashboard.query.Step;
import lombok.RequiredArgsConstructor;

/**
 * The figures of a frame. Throws what the query service throws.
 */
@RequiredArgsConstructor
final class LiveQueries {

	static final int MAX_TYPES = 20;

	private static final long STEP_SECONDS = 10;

	private static final int STEPS = 12;

	private final Function<Query, QueryResult> queries;

	/**
	 * The last steps, grouped by type.
	 */
	QueryResult recent(Instant now) {
		return this.queries
			.apply(Query.of(Step.TEN_SECONDS, Metric.EVENTS).groupedByType().between(times(now).getFirst(), now));
	}

	static Recent recent(Instant now, QueryResult result) {
		List<Instant> times = times(now);
		Map<Instant, Long> totals = result.results()
			.stream()
			.collect(Collectors.groupingBy(Row::time, Collectors.summingLong(LiveQueries::events)));
		Map<String, Map<Instant, Long>> types = result.results()
			.stream()
			.collect(Collectors.groupingBy((row) -> type(row),
					Collectors.toMap(Row::time, LiveQueries::events, Long::sum)));
		List<Series> series = new ArrayList<>();
		types.forEach((type, counts) -> series.add(new Series(type, at(times, counts))));
		series.sort(Comparator.<Series>comparingLong((one) -> -sum(one.events())).thenComparing(Series::type));
		List<Long> total = at(times, totals);
		double seconds = STEP_SECONDS + Duration.between(times.getLast(), now).toMillis() / 1000.0;
		double rate = (total.get(STEPS - 1) + total.get(STEPS - 2)) / seconds;
		return new Recent(rate, times, total, series.stream().limit(MAX_TYPES).toList());
	}

	/**
	 * Users and types of the last hour.
	 */
	Audience audience(Instant now) {
		Instant hourAgo = now.minus(Duration.ofHours(1));
		Query users = Query.of(Step.ALL, Metric.USERS);
		List<TypeCount> types = this.queries
			.apply(Query.of(Step.ALL, Metric.EVENTS, Metric.USERS).groupedByType().between(hourAgo, now))
			.results()
			.stream()
			.map((row) -> new TypeCount(type(row), events(row), users(row)))
			.filter((type) -> type.events() > 0)
			.sorted(Comparator.<TypeCount>comparingLong((type) -> -type.events()).thenComparing(TypeCount::type))
			.toList();
		return new Audience(now, users(users.between(now.minus(Duration.ofMinutes(5)), now)),
				users(users.between(hourAgo, now)), types.stream().mapToLong(TypeCount::events).sum(),
				types.stream().limit(MAX_TYPES).toList());
	}

	private long users(Query query) {
		return this.queries.apply(query).results().stream().mapToLong(LiveQueries::users).sum();
	}

	/** The starts of the last steps; the last one is under way. */
	private static List<Instant> times(Instant now) {
		long last = now.getEpochSecond() - Math.floorMod(now.getEpochSecond(), STEP_SECONDS);
		List<Instant> times = new ArrayList<>();
		for (int i = STEPS - 1; i >= 0; i--) {
			times.add(Instant.ofEpochSecond(last - i * STEP_SECONDS));
		}
		return times;
	}

	private static List<Long> at(List<Instant> times, Map<Instant, Long> counts) {
		return times.stream().map((time) -> counts.getOrDefault(time, 0L)).toList();
	}

	private static long sum(List<Long> counts) {
		return counts.stream().mapToLong(Long::longValue).sum();
	}

	private static String type(Row row) {
		return Objects.requireNonNull(row.group().get(Metric.TYPE));
	}

	private static long events(Row row) {
		return row.number(Metric.EVENTS);
	}

	private static long users(Row row) {
		return row.number(Metric.USERS);
	}

}
