package io.millrace.dashboard.journey;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.millrace.dashboard.Installation;
import io.millrace.dashboard.Sent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Funnels and retentions over REST, and what they count of real events.
 */
class JourneysIT {

	private static final Installation INSTALLATION = new Installation("millrace.sink.duplicate-window=1000000",
			"millrace.dashboard.journeys.allowed-lateness=30d", "millrace.dashboard.journeys.cached-users=20",
			"millrace.dashboard.funnels[0].name=configured", "millrace.dashboard.funnels[0].steps[0].event-type=c.a",
			"millrace.dashboard.funnels[0].steps[1].event-type=c.b", "millrace.dashboard.funnels[0].window=1h",
			"millrace.dashboard.retentions[0].name=back", "millrace.dashboard.retentions[0].cohort.event-type=r.*",
			"millrace.dashboard.retentions[0].returning.event-type=r.seen", "millrace.dashboard.retentions[0].days=20");

	private static final Duration WINDOW = Duration.ofMinutes(30);

	@AfterAll
	static void stop() {
		INSTALLATION.close();
	}

	private static void send(String prefix, Instant time, String user, String... types) {
		List<Sent> events = new ArrayList<>();
		for (int i = 0; i < types.length; i++) {
			events.add(new Sent(prefix + user + i, types[i], user, time.plusSeconds(i)));
		}
		INSTALLATION.send(events);
		INSTALLATION.awaitCounted();
	}

	private static JsonNode put(String path, String body, int status) {
		HttpResponse<String> answer = INSTALLATION.send("PUT", path, body);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
		return INSTALLATION.parse(answer.body());
	}

	private static List<Long> users(JsonNode result) {
		List<Long> users = new ArrayList<>();
		result.path("steps").forEach((step) -> users.add(step.path("users").asLong()));
		return users;
	}

	@Test
	void answersAConfiguredFunnel() {
		Instant now = Instant.now().minusSeconds(60);
		send("conf", now, "ann", "c.a", "c.b");
		send("conf", now, "bob", "c.a", "c.a");
		send("conf", now, "cid", "c.b");
		JsonNode result = INSTALLATION.json("/v1/funnels/configured/result");
		assertThat(users(result)).containsExactly(2L, 1L);
		assertThat(result.path("steps").path(1).path("eventType").asString()).isEqualTo("c.b");
		assertThat(result.path("steps").path(1).path("share").asDouble()).isEqualTo(0.5);
		assertThat(result.has("since")).isFalse();
		assertThat(result.has("atLeast")).isFalse();
		assertThat(result.path("asOf").path("offsets").isEmpty()).isFalse();
		assertThat(result.path("estimate").path("relativeError").asDouble()).isBetween(0.001, 0.02);
		JsonNode earlier = INSTALLATION
			.json("/v1/funnels/configured/result?from=" + now.minusSeconds(7200) + "&to=" + now.minusSeconds(3600));
		assertThat(users(earlier)).containsExactly(0L, 0L);
		JsonNode all = INSTALLATION.json("/v1/funnels");
		JsonNode funnel = all.path("funnels").path(0);
		assertThat(funnel.path("name").asString()).isEqualTo("configured");
		assertThat(funnel.path("window").asString()).isEqualTo("PT1H");
		assertThat(funnel.path("origin").asString()).isEqualTo("configuration");
		assertThat(INSTALLATION.send("DELETE", "/v1/funnels/configured", "").statusCode()).isEqualTo(409);
		assertThat(INSTALLATION.get("/v1/query?metrics=configured").statusCode()).as("is no meter").isEqualTo(400);
	}

	@Test
	void countsByAFunnelFromWhenItIsPutAndByARebuildFromTheBeginning() {
		Instant now = Instant.now().minusSeconds(60);
		send("before", now, "late-1", "l.a", "l.b");
		String body = """
				{"steps":[{"eventType":"l.a"},{"eventType":"l.*","filter":"type == 'l.b'"}],"window":"10m"}""";
		JsonNode made = put("/v1/funnels/later", body, 201);
		assertThat(made.path("version").isIntegralNumber()).isTrue();
		assertThat(put("/v1/funnels/later", body, 200).path("version")).isEqualTo(made.path("version"));
		send("after", now, "late-2", "l.a", "l.b");
		await().atMost(Installation.SOON).untilAsserted(() -> {
			JsonNode result = INSTALLATION.json("/v1/funnels/later/result");
			assertThat(users(result)).containsExactly(1L, 1L);
			assertThat(result.path("atLeast").asBoolean()).isTrue();
			assertThat(Instant.parse(result.path("since").asString())).isBeforeOrEqualTo(Instant.now());
		});
		HttpResponse<String> started = INSTALLATION.send("POST", "/v1/dashboard-rebuilds", "");
		assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
		String id = INSTALLATION.parse(started.body()).path("id").asString();
		await().atMost(Installation.SOON.multipliedBy(2))
			.until(() -> INSTALLATION.json("/v1/dashboard-rebuilds/" + id)
				.path("status")
				.asString()
				.equals("completed"));
		JsonNode result = INSTALLATION.json("/v1/funnels/later/result");
		assertThat(users(result)).containsExactly(2L, 2L);
		assertThat(result.has("since")).isFalse();
		assertThat(INSTALLATION.json("/v1/dashboard-rebuilds/" + id).path("differences").asInt()).isZero();
		assertThat(INSTALLATION.send("DELETE", "/v1/funnels/later", "").statusCode()).isEqualTo(204);
		assertThat(INSTALLATION.get("/v1/funnels/later/result").statusCode()).isEqualTo(404);
	}

	/**
	 * Random events, in any order, sent twice now and then, while partitions change hands
	 * and owners can't remember everybody.
	 */
	@Test
	void countsWhatAModelCountsThatHasAllEvents() {
		put("/v1/funnels/random", """
				{"steps":[{"eventType":"f.a"},{"eventType":"f.b"},{"eventType":"f.c"}],"window":"PT30M"}""", 201);
		Random random = new Random(11);
		Instant now = Instant.now();
		List<Sent> model = new ArrayList<>();
		for (int part = 0; part < 3; part++) {
			List<Sent> sent = new ArrayList<>();
			for (int i = 0; i < 2000; i++) {
				Sent event = new Sent("random" + part + "-" + i,
						List.of("f.a", "f.b", "f.c", "r.seen", "r.new").get(random.nextInt(5)),
						"u" + random.nextInt(300),
						now.minusMillis(random.nextLong(Duration.ofHours((i % 2 == 0) ? 2 : 400).toMillis())));
				model.add(event);
				sent.addAll(Collections.nCopies((random.nextInt(10) == 0) ? 2 : 1, event));
			}
			Collections.shuffle(sent, random);
			try (ConfigurableApplicationContext another = INSTALLATION.run()) {
				INSTALLATION.send(sent);
				if (part % 2 == 0) {
					INSTALLATION.awaitCounted();
				}
				assertThat(another.isActive()).isTrue();
			}
		}
		INSTALLATION.awaitCounted();
		for (int i = 0; i < 20; i++) {
			Instant from = now.minus(Duration.ofMinutes(random.nextInt(20_000)));
			JsonNode result = INSTALLATION.json("/v1/funnels/random/result?from=" + from + "&to=" + now);
			assertThat(users(result)).as(result.toString())
				.isEqualTo(reached(model, Instant.parse(result.path("from").asString()),
						Instant.parse(result.path("to").asString())));
		}
		JsonNode cohorts = INSTALLATION.json("/v1/retentions/back/result?from="
				+ now.minus(Duration.ofDays(25)).atOffset(ZoneOffset.UTC).toLocalDate());
		assertThat(cohorts.has("since")).isFalse();
		Map<LocalDate, Map<Integer, Long>> returned = new HashMap<>();
		cohorts.path("cohorts").forEach((cohort) -> {
			Map<Integer, Long> days = new HashMap<>(Map.of(0, cohort.path("users").asLong()));
			cohort.path("returned").forEach((day) -> days.put(day.path("day").asInt(), day.path("users").asLong()));
			days.values().removeIf((users) -> users == 0);
			returned.put(LocalDate.parse(cohort.path("date").asString()), days);
		});
		assertThat(returned).isEqualTo(cohorts(model)).hasSizeGreaterThan(3);
	}

	private static List<Long> reached(List<Sent> events, Instant from, Instant to) {
		Map<String, List<Sent>> byUser = events.stream().collect(Collectors.groupingBy(Sent::user));
		long[] reached = new long[3];
		byUser.forEach((user, all) -> {
			int most = all.stream()
				.filter((event) -> event.type().equals("f.a") && !event.time().isBefore(from)
						&& event.time().isBefore(to))
				.mapToInt((event) -> steps(all, event.time()))
				.max()
				.orElse(0);
			for (int step = 0; step < most; step++) {
				reached[step]++;
			}
		});
		return List.of(reached[0], reached[1], reached[2]);
	}

	private static int steps(List<Sent> all, Instant first) {
		List<Instant> seconds = times(all, "f.b", first, first.plus(WINDOW));
		if (seconds.isEmpty()) {
			return 1;
		}
		return times(all, "f.c", Collections.min(seconds), first.plus(WINDOW)).isEmpty() ? 2 : 3;
	}

	private static List<Instant> times(List<Sent> all, String type, Instant from, Instant to) {
		return all.stream()
			.filter((event) -> event.type().equals(type))
			.map((event) -> event.time())
			.filter((time) -> !time.isBefore(from) && !time.isAfter(to))
			.toList();
	}

	private static Map<LocalDate, Map<Integer, Long>> cohorts(List<Sent> events) {
		Map<LocalDate, Map<Integer, Long>> cohorts = new HashMap<>();
		events.stream()
			.filter((event) -> event.type().startsWith("r."))
			.collect(Collectors.groupingBy(Sent::user))
			.forEach((user, all) -> {
				TreeSet<Long> back = new TreeSet<>();
				TreeSet<Long> any = new TreeSet<>();
				all.forEach((event) -> {
					long day = event.time().atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
					any.add(day);
					if (event.type().equals("r.seen")) {
						back.add(day);
					}
				});
				Map<Integer, Long> cohort = cohorts.computeIfAbsent(LocalDate.ofEpochDay(any.first()),
						(date) -> new HashMap<>());
				cohort.merge(0, 1L, Long::sum);
				back.tailSet(any.first(), false)
					.headSet(any.first() + 20, true)
					.forEach((day) -> cohort.merge(Math.toIntExact(day - any.first()), 1L, Long::sum));
			});
		return cohorts;
	}

	@Test
	void keepsAHistoryNoLongerThanItIsNeeded() {
		send("ttl", Instant.now().minusSeconds(5), "sometimes", "c.a");
		List<String> keys = Objects.requireNonNull(INSTALLATION.redis().keys("*:user:sometimes")).stream().toList();
		assertThat(keys).isNotEmpty();
		// Retention: 90 days, and 30 late, and 3 away.
		assertThat(INSTALLATION.redis().getExpire(keys.getFirst())).isBetween(Duration.ofDays(120).toSeconds(),
				Duration.ofDays(128).toSeconds());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "[]", "{", "{}", "{\"steps\":null}", "{\"steps\":[null,null]}",
			"{\"steps\":[{\"eventType\":\"a\"}]}", "{\"steps\":[{\"eventType\":\"a\"},{}]}",
			"{\"steps\":[{\"eventType\":\"a\"},{\"eventType\":\"b c\"}]}",
			"{\"steps\":[{\"eventType\":\"a\"},{\"eventType\":\"b\",\"filter\":\"data.\"}]}",
			"{\"steps\":[{\"eventType\":\"a\"},{\"eventType\":7}]}",
			"{\"steps\":[{\"eventType\":\"a\"},{\"eventType\":\"b\"}],\"window\":\"soon\"}",
			"{\"steps\":[{\"eventType\":\"a\"},{\"eventType\":\"b\"}],\"window\":\"0s\"}",
			"{\"steps\":[{\"eventType\":\"a\"},{\"eventType\":\"b\"}],\"window\":\"99999999999d\"}",
			"{\"steps\":[{\"eventType\":\"a\"},{\"eventType\":\"b\"}],\"windows\":\"1h\"}",
			"{\"name\":\"other\",\"steps\":[{\"eventType\":\"a\"},{\"eventType\":\"b\"}]}" })
	void refusesWhatIsNoFunnel(String body) {
		HttpResponse<String> answer = INSTALLATION.send("PUT", "/v1/funnels/bad", body);
		assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 422);
		assertThat(INSTALLATION.parse(answer.body()).path("detail").asString()).isNotBlank();
		assertThat(INSTALLATION.get("/v1/funnels/bad").statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "7", "{\"days\":0}", "{\"days\":\"7\"}", "{\"days\":91}", "{\"cohort\":\"a\"}",
			"{\"cohort\":{\"eventType\":\"\"}}", "{\"returning\":{\"filter\":\"((\"}}", "{\"zone\":\"Mars/Phobos\"}",
			"{\"forgottenAfter\":\"30d\"}", "{\"forgottenAfter\":\"401d\"}" })
	void refusesWhatIsNoRetention(String body) {
		HttpResponse<String> answer = INSTALLATION.send("PUT", "/v1/retentions/bad", body);
		assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 422);
		assertThat(INSTALLATION.parse(answer.body()).path("detail").asString()).isNotBlank();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/funnels/configured/result?from=yesterday", "/v1/funnels/configured/result?step=1d",
			"/v1/funnels/configured/result?tz=Mars/Phobos",
			"/v1/funnels/configured/result?from=2026-01-02&to=2026-01-01",
			"/v1/retentions/back/result?from=2026-01-01T00:00:00Z", "/v1/retentions/back/result?from=0000-00-00",
			"/v1/retentions/back/result?from=0001-01-01", "/v1/retentions/back/result?tz=UTC",
			"/v1/retentions/back/result?minOffset=x" })
	void refusesQuestionsThatAreNone(String question) {
		HttpResponse<String> answer = INSTALLATION.get(question);
		assertThat(answer.statusCode()).as(question + " -> " + answer.body()).isEqualTo(400);
		assertThat(INSTALLATION.parse(answer.body()).path("detail").asString()).isNotBlank();
	}

}
