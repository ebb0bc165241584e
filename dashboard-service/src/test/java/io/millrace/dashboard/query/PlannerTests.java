package io.millrace.dashboard.query;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.dashboard.meter.Aggregation;
import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Level;
import io.millrace.dashboard.meter.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PlannerTests {

	private static final Instant NOW = Instant.parse("2026-11-22T10:07:31.5Z");

	private final Planner planner = new Planner(Clock.fixed(NOW, ZoneOffset.UTC));

	@Test
	void answersTheLastHourWhereNothingIsSaid() {
		Plan plan = this.planner.plan(Query.of(Step.MINUTE, Metric.EVENTS));
		assertThat(plan.query().from()).isEqualTo("2026-11-22T09:07:00Z");
		assertThat(plan.query().to()).isEqualTo("2026-11-22T10:08:00Z");
		assertThat(plan.period().points()).hasSize(61);
	}

	@ParameterizedTest
	@CsvSource({ "10s, 10s, 2026-11-22T09:59:50Z, 2026-11-22T10:03:10Z",
			"1m, 1m, 2026-11-22T09:59:00Z, 2026-11-22T10:04:00Z",
			"15m, 15m, 2026-11-22T09:45:00Z, 2026-11-22T10:15:00Z",
			"1h, 15m, 2026-11-22T09:00:00Z, 2026-11-22T11:00:00Z",
			"1d, 1d, 2026-11-22T00:00:00Z, 2026-11-23T00:00:00Z" })
	void alignsOutwardsAndReadsTheCoarsestLevelThatFits(String step, String level, String from, String to) {
		Plan plan = this.planner.plan(Query.of(Step.of(step).orElseThrow(), Metric.EVENTS)
			.between(Instant.parse("2026-11-22T09:59:55Z"), Instant.parse("2026-11-22T10:03:05Z")));
		assertThat(plan.query().from()).isEqualTo(from);
		assertThat(plan.query().to()).isEqualTo(to);
		assertThat(buckets(plan)).allMatch((bucket) -> bucket.level().key().equals(level));
		assertThat(buckets(plan)).allMatch((bucket) -> plan.period().place(bucket) != null);
		assertCovers(plan);
	}

	@Test
	void leavesAlignedRangesAlone() {
		Instant from = Instant.parse("2026-11-22T09:00:00Z");
		Plan plan = this.planner.plan(Query.of(Step.HOUR, Metric.EVENTS).between(from, from.plus(Duration.ofHours(1))));
		assertThat(starts(plan)).containsExactly(from);
	}

	@ParameterizedTest
	@CsvSource({ "10s, 6h", "1m, 168h", "15m, 2160h", "1h, 2160h", "1d, 43848h", "all, 43848h" })
	void keepsALevelForAsLongAsItSays(String step, String kept) {
		Step wanted = Step.of(step).orElseThrow();
		Instant oldest = NOW.minus(Duration.parse("PT" + kept)).minusMillis(500);
		assertCovers(this.planner.plan(Query.of(wanted, Metric.EVENTS).between(oldest, oldest.plusSeconds(60))));
		assertIllegal(Query.of(wanted, Metric.EVENTS).between(oldest.minus(Duration.ofDays(4)), oldest),
				Problem.INVALID_PARAMETER, "is kept for the last");
	}

	@ParameterizedTest
	@CsvSource({ "10s, events, 7h, 1m", "10s, events, 192h, 15m", "1m, events, 2400h, 1d", "10s, users, 1h, 1m",
			"1m, users, 7h, 15m", "10s, users, 7h, 15m", "15m, users, 2400h, 1d" })
	void namesTheSmallestLegalStep(String step, String metric, String age, String legal) {
		Query query = Query.of(Step.of(step).orElseThrow(), metric(metric))
			.between(NOW.minus(Duration.parse("PT" + age)), NOW);
		assertIllegal(query, Problem.INVALID_PARAMETER, "smallest legal step is " + legal);
		assertCovers(this.planner.plan(Query.of(Step.of(legal).orElseThrow(), metric(metric))
			.between(NOW.minus(Duration.parse("PT" + age)), NOW)));
	}

	@Test
	void saysWhichMetricIsInTheWay() {
		assertIllegal(Query.of(Step.TEN_SECONDS, Metric.EVENTS, Metric.USERS), Problem.INVALID_PARAMETER,
				"'users' isn't kept at 10s");
	}

	@Test
	void answersAtMost11000Points() {
		Query most = Query.of(Step.MINUTE, Metric.EVENTS)
			.between(NOW.minusSeconds(31), NOW.plus(Duration.ofMinutes(10_999)));
		assertThat(this.planner.plan(most).period().points()).hasSize(11_000);
		Query more = most.between(NOW.minusSeconds(32), NOW.plus(Duration.ofMinutes(10_999)));
		assertIllegal(more, Problem.TOO_MANY_POINTS, "smallest legal step is 15m");
		Query endless = Query.of(Step.ALL, Metric.EVENTS).between(NOW, Instant.parse("9999-12-31T00:00:00Z"));
		assertIllegal(endless, Problem.TOO_MANY_POINTS, "choose another range");
	}

	@Test
	void refusesWhatIsOlderThanEverythingKept() {
		assertIllegal(Query.of(Step.ALL, Metric.EVENTS).between(Instant.parse("2017-11-25T00:00:00Z"), NOW),
				Problem.INVALID_PARAMETER, "1827 days");
	}

	@Test
	void refusesEmptyRanges() {
		assertIllegal(Query.of(Step.MINUTE, Metric.EVENTS).between(NOW, NOW), Problem.INVALID_PARAMETER, "before");
		assertIllegal(Query.of(Step.MINUTE, Metric.EVENTS).between(NOW, NOW.minusSeconds(1)), Problem.INVALID_PARAMETER,
				"before");
	}

	@Test
	void putsAWholeRangeTogetherFromLevelsThatAreAllKept() {
		Random random = new Random(11);
		for (int i = 0; i < 2000; i++) {
			Instant from = NOW.minusSeconds((long) Math.exp(random.nextDouble() * 18.8));
			Instant to = from.plusSeconds(1 + (long) Math.exp(random.nextDouble() * 18.8));
			List<Metric> metrics = random.nextBoolean() ? List.of(Metric.EVENTS) : List.of(Metric.EVENTS, Metric.USERS);
			Plan plan = this.planner.plan(Query.of(Step.ALL, metrics.toArray(Metric[]::new)).between(from, to));
			assertCovers(plan);
			assertThat(starts(plan)).containsExactly(plan.query().from());
			assertThat(buckets(plan)).hasSizeLessThan(Planner.MAX_POINTS)
				.allSatisfy((bucket) -> assertThat(metrics).allSatisfy((metric) -> {
					assertThat(bucket.level().keeps(metric)).isTrue();
					assertThat(bucket.expiry(metric)).isAfter(NOW);
				}));
		}
	}

	@Test
	void readsFewBucketsForALongRange() {
		Plan plan = this.planner
			.plan(Query.of(Step.ALL, Metric.EVENTS, Metric.USERS).between(NOW.minus(Duration.ofDays(365)), NOW));
		assertThat(buckets(plan)).hasSizeLessThan(365 + 96 + 15);
		assertThat(buckets(plan)).extracting(Bucket::level).contains(Level.DAY, Level.QUARTER, Level.MINUTE);
		assertThat(plan.query().to()).isEqualTo("2026-11-22T10:08:00Z");
	}

	private static Metric metric(String name) {
		return name.equals("users") ? Metric.USERS : Metric.EVENTS;
	}

	private static List<Bucket> buckets(Plan plan) {
		return plan.period().buckets().toList();
	}

	private static List<Instant> starts(Plan plan) {
		return plan.period().points().stream().map(Period.Point::start).toList();
	}

	@ParameterizedTest
	@CsvSource({ "Europe/Berlin, 2026-10-25, 25", "Europe/Berlin, 2026-10-24, 24", "America/New_York, 2026-11-01, 25",
			"Asia/Kathmandu, 2026-11-20, 24", "Australia/Lord_Howe, 2026-10-04, 23.5", "UTC, 2026-10-25, 24" })
	void makesDaysOfTheZonesMidnights(String tz, String date, double hours) {
		ZoneId zone = ZoneId.of(tz);
		Instant from = LocalDate.parse(date).atStartOfDay(zone).toInstant();
		Plan plan = this.planner.plan(Query.of(Step.DAY, Metric.EVENTS)
			.during(Span.lastHour(Step.DAY).in(zone).between(from.plusSeconds(7200), from.plusSeconds(7201))));
		assertThat(starts(plan)).containsExactly(from);
		assertThat(Duration.between(plan.query().from(), plan.query().to()).toMinutes() / 60.0).isEqualTo(hours);
		assertCovers(plan);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
			"Pacific/Chatham", "America/St_Johns", "UTC" })
	void coversAYearOfAnyZoneOnce(String tz) {
		ZoneId zone = ZoneId.of(tz);
		Random random = new Random(5);
		for (int i = 0; i < 200; i++) {
			Instant from = NOW.minusSeconds(random.nextInt(40 * 86_400));
			Step step = List.of(Step.QUARTER, Step.HOUR, Step.DAY).get(i % 3);
			Plan plan = this.planner.plan(Query.of(step, Metric.EVENTS, Metric.USERS)
				.during(Span.lastHour(step)
					.in(zone)
					.between(from, from.plusSeconds(1 + random.nextInt(86_400 * 5)))
					.comparedWithPrevious()));
			assertCovers(plan);
			Period previous = Objects.requireNonNull(plan.previous());
			assertThat(previous.to()).isEqualTo(plan.query().from());
			starts(plan).forEach((start) -> assertThat(new StepGrid(step, zone).floor(start)).isEqualTo(start));
		}
	}

	@Test
	void refusesFieldsThatAMetricIsNotKeptApartBy() {
		Query query = Query.of(Step.MINUTE, Metric.EVENTS);
		assertIllegal(query.select(Selection.ALL.by("data.country")), Problem.INVALID_PARAMETER, "kept apart", "type");
		assertIllegal(query.select(Selection.ALL.where("data.country==KR")), Problem.INVALID_PARAMETER, "kept apart");
		assertIllegal(query.select(Selection.ALL.first(5, Order.parse("-users"))), Problem.INVALID_PARAMETER,
				"no column 'users'");
	}

	@Test
	void readsAtMost50000Buckets() {
		Metric[] metrics = IntStream.range(0, 9)
			.mapToObj((i) -> new Metric("m" + i, "m." + i, Aggregation.SUM, List.of()))
			.toArray(Metric[]::new);
		Query query = Query.of(Step.MINUTE, metrics).between(NOW.minus(Duration.ofHours(92)), NOW);
		assertThat(this.planner.plan(query).reads()).hasSizeBetween(49_000, 50_000);
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> this.planner.plan(query.during(query.span().comparedWithPrevious())))
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(Problem.INVALID_PARAMETER));
		Query more = Query.of(Step.MINUTE, metrics).between(NOW.minus(Duration.ofHours(94)), NOW);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> this.planner.plan(more)).satisfies((ex) -> {
			assertThat(ex.problem()).isEqualTo(Problem.TOO_MANY_POINTS);
			assertThat(ex.detail()).contains("fewer metrics");
		});
	}

	@Test
	void refusesZonesOfOddOffsets() {
		assertIllegal(Query.of(Step.DAY, Metric.EVENTS).during(Span.lastHour(Step.DAY).in(ZoneId.of("+05:17"))),
				Problem.INVALID_PARAMETER, "15 minutes");
	}

	/**
	 * Every moment of the range is read once, and no other; and the range holds what was
	 * asked.
	 */
	private static void assertCovers(Plan plan) {
		Instant at = plan.query().from();
		for (Bucket bucket : buckets(plan)) {
			assertThat(bucket.start()).isEqualTo(at);
			at = at.plus(bucket.level().width());
		}
		assertThat(at).isEqualTo(plan.query().to());
	}

	private void assertIllegal(Query query, Problem problem, String... words) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> this.planner.plan(query)).satisfies((ex) -> {
			assertThat(ex.problem()).isEqualTo(problem);
			assertThat(ex.detail()).contains(words);
			assertThat(ex.errors()).hasSize(1);
		});
	}

}
