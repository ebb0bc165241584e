package io.millrace.dashboard.query;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.dashboard.aggregate.StoredBucket;
import io.millrace.dashboard.cell.Cell;
import io.millrace.dashboard.cell.Value;
import io.millrace.dashboard.meter.Aggregation;
import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Group;
import io.millrace.dashboard.meter.Level;
import io.millrace.dashboard.meter.Metric;
import io.millrace.dashboard.query.QueryResult.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AnswerTests {

	private static final Instant T0 = Instant.parse("2026-11-22T10:00:00Z");

	private static final Instant T1 = T0.plusSeconds(60);

	private static final Instant T2 = T1.plusSeconds(60);

	private final Query query = Query.of(Step.MINUTE, Metric.EVENTS).between(T0, T2.plusSeconds(60));

	@Test
	void addsPartitionsUpAndFillsWithZeros() {
		Asked answer = answer(this.query);
		answer.add(events(T0, Map.of("a", 1L, "b", 2L)));
		answer.add(events(T0, Map.of("a", 10L)));
		answer.add(events(T2, Map.of("b", 5L)));
		assertThat(answer.rows(zeros(Instant.MIN))).containsExactly(row(T0, null, 13), row(T1, null, 0),
				row(T2, null, 5));
	}

	@Test
	void fillsEveryGroupThatIsSeenInTheRange() {
		Asked answer = answer(this.query.groupedByType());
		answer.add(events(T0, Map.of("b", 2L)));
		answer.add(events(T2, Map.of("a", 5L)));
		assertThat(answer.rows(zeros(Instant.MIN))).containsExactly(row(T0, "a", 0), row(T0, "b", 2), row(T1, "a", 0),
				row(T1, "b", 0), row(T2, "a", 5), row(T2, "b", 0));
		assertThat(answer.othersLeftOpen()).isFalse();
	}

	@Test
	void saysZeroOnlyWhereThatIsKnown() {
		Asked answer = answer(this.query);
		answer.add(events(T0, Map.of("a", 2L)));
		assertThat(answer.rows(zeros(null))).containsExactly(row(T0, null, 2));
		assertThat(answer.rows(zeros(T1.plusSeconds(1)))).containsExactly(row(T0, null, 2), row(T2, null, 0));
		assertThat(answer(this.query).rows(zeros(null))).isEmpty();
	}

	@Test
	void leavesOutWhatTheFilterDoes() {
		Asked answer = answer(filtered("type!=b"));
		answer.add(events(T0, Map.of("a", 1L, "b", 2L)));
		assertThat(answer.rows(zeros(null))).containsExactly(row(T0, null, 1));
	}

	@Test
	void countsOthersInTheTotal() {
		Asked answer = answer(this.query);
		answer.add(events(T0, Map.of("a", 1L, Group.OTHER, 4L)));
		assertThat(answer.rows(zeros(null))).containsExactly(row(T0, null, 5));
		assertThat(answer.othersLeftOpen()).isFalse();
	}

	@Test
	void tellsWhereOthersCouldBelongToAType() {
		Asked grouped = answer(this.query.groupedByType());
		grouped.add(events(T0, Map.of("a", 1L, Group.OTHER, 4L)));
		assertThat(grouped.rows(zeros(null))).containsExactly(row(T0, Group.OTHER, 4), row(T0, "a", 1));
		assertThat(grouped.othersLeftOpen()).isTrue();
		Asked filtered = answer(filtered("type!=b"));
		filtered.add(events(T0, Map.of("a", 1L, Group.OTHER, 4L)));
		assertThat(filtered.rows(zeros(null))).containsExactly(row(T0, null, 1));
		assertThat(filtered.othersLeftOpen()).isTrue();
	}

	@Test
	void unitesUsersOverTypesAndBuckets() {
		Asked answer = answer(Query.of(Step.HOUR, Metric.EVENTS, Metric.USERS).between(T0, T0.plusSeconds(3600)));
		answer.add(users(T0, Map.of("a", sketch(0, 100), "b", sketch(50, 150))));
		answer.add(users(T0.plusSeconds(900), Map.of("a", sketch(100, 200))));
		assertThat(answer.rows(zeros(null)))
			.containsExactly(new Row(T0, ZoneOffset.UTC, Map.of(), Map.of("users", 200L), null));
	}

	@Test
	void putsAMeterWithTwoFieldsTogetherByOneOfThem() {
		Metric revenue = new Metric("revenue", "m.1", Aggregation.SUM, List.of("type", "data.currency"));
		Query sums = new Query(List.of(revenue), this.query.span(), Selection.ALL.by("data.currency"), List.of());
		Asked answer = answer(sums);
		answer.add(sums(revenue, "order.paid", "EUR", "12.50"));
		answer.add(sums(revenue, "order.sent", "EUR", "0.10"));
		answer.add(sums(revenue, "order.paid", null, "1"));
		assertThat(answer.rows(zeros(null))).extracting((row) -> row.columns().toString())
			.containsExactly("{time=2026-11-22T10:00:00Z, data.currency=EUR, revenue=12.60}",
					"{time=2026-11-22T10:00:00Z, data.currency=null, revenue=1}");
		Asked filtered = answer(sums.select(Selection.ALL.where("type==order.paid;data.currency==EUR")));
		filtered.add(sums(revenue, "order.paid", "EUR", "12.50"));
		filtered.add(sums(revenue, "order.sent", "EUR", "0.10"));
		filtered.add(sums(revenue, "order.paid", null, "1"));
		assertThat(filtered.rows(zeros(null))).extracting((row) -> row.columns().toString())
			.containsExactly("{time=2026-11-22T10:00:00Z, revenue=12.50}");
	}

	private static StoredBucket sums(Metric metric, String type, @Nullable String currency, String sum) {
		List<@Nullable String> values = new ArrayList<>();
		values.add(type);
		values.add(currency);
		return new StoredBucket(new StoredBucket.Id(metric, Bucket.at(Level.MINUTE, T0)),
				Map.of(Group.of(values), sum.getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void putsThePreviousRangeBesidePointByPoint() {
		Query compared = this.query.during(this.query.span().between(T1, T2.plusSeconds(60)).comparedWithPrevious());
		Asked answer = answer(compared.groupedByType());
		answer.add(events(T1, Map.of("a", 5L)));
		answer.add(events(T0, Map.of("b", 2L)));
		answer.add(events(T0.minusSeconds(60), Map.of("a", 3L)));
		assertThat(answer.rows(zeros(Instant.MIN))).extracting((row) -> row.columns().toString())
			.containsExactly("{time=" + T1 + ", type=a, events=5, previous={events=3}}",
					"{time=" + T1 + ", type=b, events=0, previous={events=0}}",
					"{time=" + T2 + ", type=a, events=0, previous={events=0}}",
					"{time=" + T2 + ", type=b, events=0, previous={events=2}}");
	}

	@Test
	void putsRowsInOrderAndStopsAtTheLimit() {
		Asked answer = answer(
				this.query.select(Selection.ALL.by("type").first(2, Order.parse("-events"), Order.parse("type"))));
		answer.add(events(T0, Map.of("a", 1L, "b", 20L, "c", 3L, "d", 3L)));
		assertThat(answer.rows(zeros(null))).containsExactly(row(T0, "b", 20), row(T0, "c", 3));
	}

	@Test
	void refusesAnswersOfTooManyRows() {
		Asked answer = answer(
				Query.of(Step.MINUTE, Metric.EVENTS).between(T0, T0.plusSeconds(60 * 1000)).groupedByType());
		Map<String, Long> types = new HashMap<>();
		for (int i = 0; i < 251; i++) {
			types.put("type-" + i, 1L);
		}
		answer.add(events(T0, types));
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> answer.rows(zeros(null)))
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(Problem.TOO_MANY_POINTS));
	}

	private Query filtered(String filter) {
		return this.query.select(Selection.ALL.where(filter));
	}

	private static Asked answer(Query query) {
		Plan plan = new Planner(Clock.fixed(T2, ZoneOffset.UTC)).plan(query);
		return new Asked(plan, new Answer(plan));
	}

	private record Asked(Plan plan, Answer answer) {

		void add(StoredBucket bucket) {
			this.answer.add(bucket.id(), this.plan.reduction(bucket.id().metric()).of(bucket));
		}

		List<Row> rows(Map<Metric, Instant> zerosFrom) {
			return this.answer.rows(zerosFrom);
		}

		boolean othersLeftOpen() {
			return this.answer.othersLeftOpen();
		}

	}

	private static Row row(Instant time, @Nullable String type, long events) {
		return new Row(time, ZoneOffset.UTC, (type != null) ? Map.of("type", type) : Map.of(), Map.of("events", events),
				null);
	}

	private static Map<Metric, Instant> zeros(@Nullable Instant from) {
		return (from != null) ? Map.of(Metric.EVENTS, from, Metric.USERS, from) : Map.of();
	}

	private static StoredBucket events(Instant time, Map<String, Long> counts) {
		Map<String, byte[]> cells = new HashMap<>();
		counts.forEach((type, count) -> cells.put(type, Long.toString(count).getBytes(StandardCharsets.UTF_8)));
		return new StoredBucket(new StoredBucket.Id(Metric.EVENTS, Bucket.at(Level.MINUTE, time)), cells);
	}

	private static StoredBucket users(Instant time, Map<String, byte[]> sketches) {
		return new StoredBucket(new StoredBucket.Id(Metric.USERS, Bucket.at(Level.QUARTER, time)), sketches);
	}

	private static byte[] sketch(int from, int to) {
		Cell sketch = Cell.empty(Aggregation.DISTINCT);
		for (int i = from; i < to; i++) {
			sketch.add(Value.of("user-" + i));
		}
		return sketch.toBytes();
	}

}
