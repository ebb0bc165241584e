package io.millrace.dashboard.live;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.millrace.dashboard.live.LiveFrame.Audience;
import io.millrace.dashboard.live.LiveFrame.Recent;
import io.millrace.dashboard.live.LiveFrame.Series;
import io.millrace.dashboard.live.LiveFrame.TypeCount;
import io.millrace.dashboard.query.Query;
import io.millrace.dashboard.query.QueryResult;
import io.millrace.dashboard.query.QueryResult.AsOf;
import io.millrace.dashboard.query.QueryResult.Resolved;
import io.millrace.dashboard.query.QueryResult.Row;
import io.millrace.dashboard.query.Step;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LiveQueriesTests {

	private static final Instant NOW = Instant.parse("2026-11-22T10:00:04Z");

	private static final Instant UNDER_WAY = Instant.parse("2026-11-22T10:00:00Z");

	private static QueryResult answer(Query query, Row... rows) {
		return new QueryResult(
				new Resolved(query.metrics(), NOW, NOW, query.span().step(), null, null, query.selection().groupBy(),
						null, List.of(), null, List.of()),
				new AsOf("g1", false, null, Map.of(), 0L, NOW, null), Map.of(), false, Map.of(), List.of(rows));
	}

	private static Row row(Instant time, @Nullable String type, @Nullable Long events, @Nullable Long users) {
		Map<String, @Nullable Object> values = new HashMap<>();
		values.put("events", events);
		values.put("users", users);
		return new Row(time, ZoneOffset.UTC, (type != null) ? Map.of("type", type) : Map.of(), values, null);
	}

	@Test
	void givesTheRateOfTheStepUnderWayAndTheOneBefore() {
		LiveQueries queries = new LiveQueries((query) -> answer(query, row(UNDER_WAY, "a", 8L, null),
				row(UNDER_WAY.minusSeconds(10), "a", 15L, null), row(UNDER_WAY.minusSeconds(10), "b", 5L, null)));
		Recent recent = LiveQueries.recent(NOW, queries.recent(NOW));
		assertThat(recent.eventsPerSecond()).isCloseTo(28 / 14.0, within(1e-9));
		assertThat(recent.times()).hasSize(12).endsWith(UNDER_WAY.minusSeconds(10), UNDER_WAY);
		assertThat(recent.total()).endsWith(0L, 20L, 8L);
		assertThat(recent.types()).extracting(Series::type).containsExactly("a", "b");
		assertThat(recent.types().get(1).events()).hasSize(12).endsWith(5L, 0L);
	}

	@Test
	void asksForUsersOnlyWhereTheyAreKept() {
		List<Query> asked = new ArrayList<>();
		LiveQueries queries = new LiveQueries((query) -> {
			asked.add(query);
			return answer(query);
		});
		queries.audience(NOW);
		assertThat(asked).extracting((query) -> query.span().step()).containsOnly(Step.ALL);
		assertThat(asked).extracting((query) -> query.span().from())
			.containsExactlyInAnyOrder(NOW.minusSeconds(3600), NOW.minusSeconds(300), NOW.minusSeconds(3600));
	}

	@Test
	void countsEveryTypeButNamesOnlySome() {
		List<Row> rows = new ArrayList<>();
		for (int i = 1; i <= 30; i++) {
			rows.add(row(UNDER_WAY, "type-" + i, (long) i, 1L));
		}
		rows.add(row(UNDER_WAY, "silent", 0L, 0L));
		LiveQueries queries = new LiveQueries((query) -> query.selection().groupBy().isEmpty()
				? answer(query, row(UNDER_WAY, null, null, 7L)) : answer(query, rows.toArray(Row[]::new)));
		Audience audience = queries.audience(NOW);
		assertThat(audience.eventsLastHour()).isEqualTo(465);
		assertThat(audience.topTypes()).hasSize(LiveQueries.MAX_TYPES).startsWith(new TypeCount("type-30", 30, 1));
		assertThat(audience.usersLastHour()).isEqualTo(7);
	}

}
