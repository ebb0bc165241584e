package io.millrace.dashboard;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import io.millrace.sink.status.HoldMarkerStore;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * Figures against an independent count, and the answers' promises.
 */
class DashboardIT {

	private static final List<String> TYPES = List.of("fig.viewed", "fig.order.paid", "fig.order.sent", "fig.left");

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final Installation INSTALLATION = new Installation();

	private static final List<Sent> events = new ArrayList<>();

	private static Instant now = Instant.EPOCH;

	private static int duplicates;

	@BeforeAll
	static void sendTraffic() throws Exception {
		now = Instant.now();
		Random random = new Random(20171125);
		events.addAll(traffic(random));
		List<Sent> sent = new ArrayList<>(events);
		for (Sent event : events) {
			if (random.nextInt(10) == 0) {
				sent.add(event);
				duplicates++;
			}
		}
		Collections.shuffle(sent, random);
		INSTALLATION.send(sent);
		INSTALLATION.sendRaw("no event");
		INSTALLATION.send(new Sent("future", "fig.future", "ann", now.plus(Duration.ofDays(2))));
		INSTALLATION.awaitCounted();
	}

	@AfterAll
	static void stop() {
		INSTALLATION.close();
	}

	/**
	 * Events of all ages, with those just inside and just outside of what each level
	 * keeps.
	 */
	private static List<Sent> traffic(Random random) {
		List<Sent> traffic = new ArrayList<>();
		Map<Duration, Integer> ages = new TreeMap<>(
				Map.of(Duration.ofMinutes(30), 3000, Duration.ofHours(5), 3000, Duration.ofDays(6), 3000,
						Duration.ofDays(80), 3000, Duration.ofDays(1800), 2000, Duration.ofDays(365 * 9), 300));
		ages.forEach((age, count) -> {
			for (int i = 0; i < count; i++) {
				traffic.add(event(random, traffic.size(), now.minusMillis(random.nextLong(age.toMillis()))));
			}
		});
		for (Duration kept : List.of(Duration.ofHours(6), Duration.ofDays(7), Duration.ofDays(90),
				Duration.ofDays(1827))) {
			for (int i = 0; i < 50; i++) {
				traffic.add(event(random, traffic.size(), now.minus(kept).plus(MINUTE)));
				traffic.add(event(random, traffic.size(), now.minus(kept).minus(MINUTE)));
			}
		}
		return traffic;
	}

	private static Sent event(Random random, int index, Instant time) {
		int skewed = (int) (3000 * Math.pow(random.nextDouble(), 2));
		return new Sent("e" + index, TYPES.get(random.nextInt(TYPES.size())), "user/" + skewed + "/ü😀", time);
	}

	@ParameterizedTest
	@CsvSource({ "10s, 10, 6h, 6h", "1m, 60, 168h, 168h", "15m, 900, 2160h, 2160h", "1h, 3600, 2160h, 2160h",
			"1d, 86400, 43848h, 43848h" })
	void countsEveryTypeInEveryBucketAsAnIndependentCountDoes(String step, long width, String kept, String range)
			throws Exception {
		Instant from = floor(now.minus(hours(range)), width);
		Instant to = floor(now, width).plusSeconds(width);
		JsonNode answer = INSTALLATION
			.query("metrics=events&step=" + step + "&from=" + from + "&to=" + to + "&groupBy=type&filter=type==fig.*");
		Map<String, Long> expected = new HashMap<>();
		for (Sent event : events) {
			if (!event.time().isBefore(from) && !event.isLaterThan(hours(kept), now)) {
				expected.merge(floor(event.time(), width) + " " + event.type(), 1L, Long::sum);
			}
		}
		Map<String, Long> actual = new HashMap<>();
		for (JsonNode row : answer.path("results")) {
			if (row.path("events").asLong() > 0) {
				actual.put(row.path("time").asString() + " " + row.path("type").asString(),
						row.path("events").asLong());
			}
		}
		assertThat(actual).isEqualTo(expected);
		long points = Duration.between(from, to).toSeconds() / width;
		assertThat(answer.path("results").size()).as("zero-filled").isEqualTo((int) points * TYPES.size());
		assertThat(answer.has("atLeast")).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "1m, 60, 6h, 5h", "15m, 900, 2160h, 2112h", "1h, 3600, 2160h, 2112h", "1d, 86400, 43848h, 43800h" })
	void countsUsersOfEveryBucketAsAnIndependentCountDoes(String step, long width, String kept, String range)
			throws Exception {
		Instant from = floor(now.minus(hours(range)), width);
		JsonNode answer = INSTALLATION
			.query("metrics=users&step=" + step + "&from=" + from + "&to=" + now + "&filter=type==fig.*");
		Map<Instant, Set<String>> expected = new HashMap<>();
		for (Sent event : events) {
			if (!event.time().isBefore(from) && !event.isLaterThan(hours(kept), now)) {
				expected.computeIfAbsent(floor(event.time(), width), (time) -> new HashSet<>()).add(event.user());
			}
		}
		for (JsonNode row : answer.path("results")) {
			int users = expected.getOrDefault(Instant.parse(row.path("time").asString()), Set.of()).size();
			assertThat(row.path("users").asDouble()).as(row.toString()).isCloseTo(users, within(0.5 + users * 0.03));
		}
		assertThat(answer.path("results").size()).isGreaterThan(expected.size() / 2);
	}

	@Test
	void putsAWholeRangeTogetherFromAllLevels() throws Exception {
		for (Duration range : List.of(Duration.ofMinutes(7), Duration.ofHours(3), Duration.ofDays(5),
				Duration.ofDays(70), Duration.ofDays(1700))) {
			JsonNode answer = INSTALLATION
				.query("metrics=events,users&step=all&from=" + now.minus(range) + "&to=" + now + "&filter=type==fig.*");
			Instant from = Instant.parse(answer.path("query").path("from").asString());
			Instant to = Instant.parse(answer.path("query").path("to").asString());
			assertThat(from).isBeforeOrEqualTo(now.minus(range));
			assertThat(to).isAfterOrEqualTo(now);
			List<Sent> within = events.stream()
				.filter((event) -> !event.time().isBefore(from) && event.time().isBefore(to))
				.toList();
			assertThat(answer.path("results").size()).isEqualTo(1);
			JsonNode row = answer.path("results").path(0);
			assertThat(row.path("events").asLong()).as("events of %s", range).isEqualTo(within.size());
			long users = within.stream().map(Sent::user).distinct().count();
			assertThat(row.path("users").asDouble()).isCloseTo(users, within(users * 0.03));
		}
	}

	@Test
	void unitesTheUsersOfTypesInsteadOfAddingThemUp() throws Exception {
		String range = "metrics=users&step=all&from=" + now.minus(Duration.ofDays(80)) + "&filter=type==fig.*";
		long together = INSTALLATION.query(range).path("results").path(0).path("users").asLong();
		long sum = 0;
		for (JsonNode row : INSTALLATION.query(range + "&groupBy=type").path("results")) {
			sum += row.path("users").asLong();
		}
		assertThat(together).isLessThan(3000);
		assertThat(sum).isGreaterThan(together * 3 / 2);
	}

	@Test
	void countsDuplicatesOnceAndSetsMalformedRecordsAside() throws Exception {
		assertThat(duplicates).isPositive();
		assertThat(INSTALLATION.metric("millrace.sink.duplicates")).isEqualTo(duplicates);
		assertThat(INSTALLATION.metric("millrace.sink.dead.letters")).as("one is no event, one of the future")
			.isEqualTo(2);
	}

	@Test
	void everyAnswerSaysWhatBecameOfTheRecordsBelowIt() {
		JsonNode counters = INSTALLATION.query("step=all").path("asOf").path("counters");
		assertThat(counters.path("duplicates").asInt()).isEqualTo(duplicates);
		long tooLate = events.stream().filter((event) -> event.isLaterThan(Duration.ofDays(1827), now)).count();
		assertThat(counters.path("lateDropped").asLong()).isEqualTo(tooLate).isPositive();
		// Of the youngest it isn't known whether they were late: they took seconds to
		// come.
		long certain = events.stream().filter((event) -> event.isLaterThan(Duration.ofSeconds(11), now)).count();
		assertThat(counters.path("lateAccepted").asLong()).isBetween(certain - tooLate, events.size() - tooLate);
		assertThat(counters.path("futureRejected").asInt()).isEqualTo(1);
	}

	@Test
	void keepsHowManyEventsWereTooLateForEachLevel() {
		Map<String, Long> late = new HashMap<>();
		for (String stats : Objects.requireNonNull(INSTALLATION.redis().keys("{agg.*}:stats"))) {
			INSTALLATION.redis().<String, String>opsForHash().entries(stats).forEach((field, value) -> {
				if (field.startsWith("late:")) {
					late.merge(field.substring(5), Long.valueOf(value), Long::sum);
				}
			});
		}
		Map<String, Duration> kept = Map.of("10s", Duration.ofHours(6), "1m", Duration.ofDays(7), "15m",
				Duration.ofDays(90), "1d", Duration.ofDays(1827));
		Map<String, Long> expected = new HashMap<>();
		kept.forEach((level, duration) -> expected.put(level,
				events.stream().filter((event) -> event.isLaterThan(duration, now)).count()));
		assertThat(late).isEqualTo(expected);
	}

	@Test
	void forgetsEveryBucketWhenItsLevelNoLongerKeepsIt() {
		int buckets = 0;
		for (String key : Objects.requireNonNull(INSTALLATION.redis().keys("{agg.*}:*"))) {
			if (key.contains("}:events:") || key.contains("}:users:")) {
				assertThat(INSTALLATION.redis().getExpire(key)).as(key)
					.isPositive()
					.isLessThanOrEqualTo(Duration.ofDays(1830).toSeconds());
				buckets++;
			}
		}
		assertThat(buckets).isPositive();
	}

	@Test
	void saysUpToWhereTheLogIsCounted() throws Exception {
		JsonNode asOf = INSTALLATION.query("step=all").path("asOf");
		assertThat(asOf.path("generation").asString()).isNotEmpty();
		assertThat(asOf.path("offsets").size()).isEqualTo(Installation.PARTITIONS);
		await().untilAsserted(() -> {
			JsonNode quiet = INSTALLATION.query("step=all").path("asOf");
			assertThat(quiet.path("lag").asLong(-1)).isZero();
			assertThat(Instant.parse(quiet.path("completeUntil").asString())).as("a quiet partition follows the clock")
				.isBetween(Instant.now().minusSeconds(15), Instant.now().minusSeconds(10).plusMillis(50));
		});
		assertThat(asOf.has("filling")).isFalse();
	}

	@Test
	void isCompleteOnlyUpToWhatIsHeld() {
		Instant opened = Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.MILLIS);
		String marker = HoldMarkerStore.key(new TopicPartition("user-events", 3));
		INSTALLATION.redis().opsForHash().put(marker, "openedAt", Long.toString(opened.toEpochMilli()));
		try {
			await().untilAsserted(() -> assertThat(
					Instant.parse(INSTALLATION.query("step=all").path("asOf").path("completeUntil").asString()))
				.isEqualTo(opened.minusSeconds(10)));
		}
		finally {
			INSTALLATION.redis().delete(marker);
		}
		await().untilAsserted(() -> assertThat(
				Instant.parse(INSTALLATION.query("step=all").path("asOf").path("completeUntil").asString()))
			.isAfter(opened));
	}

	@Test
	void answersWithTheEventThatMinOffsetNames() throws Exception {
		for (int i = 0; i < 20; i++) {
			RecordMetadata sent = INSTALLATION
				.send(new Sent("min-" + i, "min.offset", "u" + i, Instant.now().minusSeconds(1)));
			JsonNode answer = INSTALLATION.query(
					"step=all&filter=type==min.offset&minOffset=user-events-" + sent.partition() + ":" + sent.offset());
			assertThat(answer.path("results").path(0).path("events").asLong()).isEqualTo(i + 1);
		}
	}

	@Test
	void doesNotWaitForeverForAnEventThatDoesNotCome() throws Exception {
		long start = System.nanoTime();
		HttpResponse<String> response = INSTALLATION.get("/v1/query?minOffset=user-events-3:999999999");
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().firstValue("Retry-After")).contains("1");
		assertThat(INSTALLATION.parse(response.body()).path("retryable").asBoolean(false)).isTrue();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(1900),
				Duration.ofSeconds(4));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			metrics=events            | unknown-parameter | zone=Asia/Seoul
			metrics=events            | unknown-parameter | group_by=type
			metrics=revenue           | invalid-parameter | step=1m
			metrics=                  | invalid-parameter | step=1m
			metrics=events,           | invalid-parameter | step=1m
			metrics=Events            | invalid-parameter | step=1m
			metrics=events            | invalid-parameter | step=5m
			metrics=events            | invalid-parameter | step=
			metrics=events            | invalid-parameter | step=1M
			metrics=users             | invalid-parameter | step=10s
			metrics=events            | invalid-parameter | from=yesterday
			metrics=events            | invalid-parameter | from=2026-11-2
			metrics=events            | invalid-parameter | from=1700000000
			metrics=events            | invalid-parameter | from=+99999-01-01T00:00:00Z
			metrics=events            | invalid-parameter | to=2020-01-01T00:00:00Z
			metrics=events            | invalid-parameter | from=2999-01-01T00:00:00Z
			metrics=events            | invalid-parameter | from=2017-11-25T00:00:00Z&step=1d
			metrics=events            | too-many-points   | from=2900-01-01T00:00:00Z&to=2999-01-01T00:00:00Z&step=1d
			metrics=events            | invalid-parameter | groupBy=user
			metrics=events            | invalid-parameter | groupBy=type,user
			metrics=events            | invalid-parameter | filter=type=gt=a
			metrics=events            | invalid-parameter | filter=user==a
			metrics=events            | invalid-parameter | filter=type==
			metrics=events            | invalid-parameter | minOffset=3:1042
			metrics=events            | invalid-parameter | minOffset=user-events-3
			metrics=events            | invalid-parameter | minOffset=user-events-6:1
			metrics=events            | invalid-parameter | minOffset=inbox-log-0:1
			metrics=events            | invalid-parameter | minOffset=user-events-3:99999999999999999999
			metrics=events&step=1m    | invalid-parameter | step=1h
			""")
	void refusesWhatItDoesNotUnderstand(String first, String problem, String second) throws Exception {
		HttpResponse<String> response = INSTALLATION.get("/v1/query?" + Installation.encode(first + "&" + second));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
		JsonNode body = INSTALLATION.parse(response.body());
		assertThat(body.path("type").asString()).endsWith("/" + problem);
		assertThat(body.path("detail").asString()).isNotEmpty();
		assertThat(body.path("retryable").asBoolean(true)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "filter=%", "%zz=1", "from=2026-11-22T10:00:00+09:00" })
	void refusesWhatIsEncodedWrongly(String query) throws Exception {
		// A client that builds URIs by itself would not send the first two.
		if (query.startsWith("from")) {
			assertThat(INSTALLATION.get("/v1/query?" + query).body()).contains("%2B");
		}
		else {
			assertThat(rawGet("/v1/query?" + query)).startsWith("HTTP/1.1 400");
		}
	}

	@Test
	void takesTimesInAnyZone() throws Exception {
		JsonNode answer = INSTALLATION.query("from=2999-11-22T08:00:00+09:00&to=2999-11-22T10:00:00Z&step=1d");
		assertThat(answer.path("query").path("from").asString()).isEqualTo("2999-11-21T00:00:00Z");
	}

	private static Duration hours(String text) {
		return Duration.parse("PT" + text);
	}

	private static Instant floor(Instant time, long width) {
		return Instant.ofEpochSecond(time.getEpochSecond() / width * width);
	}

	@Test
	void refusesHeadersThatAreNoText() throws Exception {
		assertThat(rawGet("/v1/live", "Last-Event-ID: \uD83D\uDCA5\r\n")).contains(" 400 ");
	}

	/** The status line for a target that no client would send. */
	private static String rawGet(String target) throws IOException {
		return rawGet(target, "");
	}

	private static String rawGet(String target, String header) throws IOException {
		try (Socket socket = new Socket("localhost", INSTALLATION.uri("/").getPort())) {
			socket.getOutputStream()
				.write(("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + header + "Connection: close\r\n\r\n")
					.getBytes(StandardCharsets.UTF_8));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
				.findFirst()
				.orElse("");
		}
	}

}
