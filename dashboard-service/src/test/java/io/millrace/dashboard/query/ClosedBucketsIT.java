package io.millrace.dashboard.query;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.dashboard.Installation;
import io.millrace.dashboard.Sent;
import io.millrace.sink.fence.GenerationStore;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.RedisCallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a node has in memory of closed buckets is what Redis has: each answer is held
 * against what was sent up to the offsets that it states.
 */
class ClosedBucketsIT {

	private static final Installation INSTALLATION = new Installation();

	private static final List<String> SELECTIONS = List.of("", "&groupBy=type", "&filter=type==%s.a",
			"&groupBy=type&filter=type==%s.*;type!=%s.b");

	private final String name = "t" + UUID.randomUUID().toString().substring(0, 8);

	private final Instant end = Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(30));

	private final Random random = new Random(7);

	/** What was sent, by where it stands. */
	private final Map<Sent, RecordMetadata> sent = new HashMap<>();

	@AfterAll
	static void stop() {
		INSTALLATION.close();
	}

	/** So that all before now is closed in each partition. */
	@BeforeEach
	void closeThePast() {
		INSTALLATION.send("now", 200, 200);
		INSTALLATION.awaitCounted();
	}

	private void send(int events) {
		List<Sent> some = new ArrayList<>();
		for (int i = 0; i < events; i++) {
			some.add(event(this.end.minusSeconds(this.random.nextInt(3 * 3600)), "u" + this.random.nextInt(500)));
		}
		send(some);
	}

	private void send(List<Sent> events) {
		List<RecordMetadata> places = INSTALLATION.send(events);
		for (int i = 0; i < places.size(); i++) {
			this.sent.put(events.get(i), places.get(i));
		}
	}

	private Sent event(Instant time, String user) {
		return new Sent(UUID.randomUUID().toString(), this.name + "." + (char) ('a' + this.random.nextInt(3)), user,
				time);
	}

	/**
	 * One of those that come again and again: three ranges and two steps, four
	 * selections.
	 */
	private void askSomething() {
		Instant to = this.end.minus(Duration.ofHours(this.random.nextInt(2)));
		Instant from = to.minus(Duration.ofHours(1 + this.random.nextInt(2)));
		String selection = SELECTIONS.get(this.random.nextInt(SELECTIONS.size())).replace("%s", this.name);
		ask(from, to, this.random.nextBoolean() ? "1m" : "15m",
				selection.contains("filter") ? selection : selection + "&filter=type==" + this.name + ".*");
	}

	private void ask(Instant from, Instant to, String step, String selection) {
		JsonNode answer = INSTALLATION.query("metrics=events&step=" + step + "&from=" + from + "&to=" + to + selection);
		assertThat(counts(answer)).as(selection + " " + answer.path("asOf"))
			.isEqualTo(expected(answer, step, selection));
	}

	private static Map<String, Long> counts(JsonNode answer) {
		Map<String, Long> counts = new TreeMap<>();
		answer.path("results").forEach((row) -> {
			if (row.path("events").asLong() > 0) {
				counts.put(row.path("time").asString() + row.path("type").asString(""), row.path("events").asLong());
			}
		});
		return counts;
	}

	private Map<String, Long> expected(JsonNode answer, String step, String selection) {
		Duration width = step.equals("1m") ? Duration.ofMinutes(1) : Duration.ofMinutes(15);
		Instant from = Instant.parse(answer.path("query").path("from").asString());
		Instant to = Instant.parse(answer.path("query").path("to").asString());
		Predicate<String> filter = selection.contains("!=") ? (type) -> !type.endsWith(".b")
				: selection.endsWith("*") ? (type) -> true : (type) -> selection.endsWith("==" + type);
		Map<String, Long> counts = new TreeMap<>();
		this.sent.forEach((event, place) -> {
			long counted = answer.path("asOf").path("offsets").path(place.topic() + "-" + place.partition()).asLong(-1);
			if (place.offset() < counted && filter.test(event.type()) && !event.time().isBefore(from)
					&& event.time().isBefore(to)) {
				long start = event.time().getEpochSecond() / width.toSeconds() * width.toSeconds();
				counts.merge(Instant.ofEpochSecond(start) + (selection.contains("groupBy") ? event.type() : ""), 1L,
						Long::sum);
			}
		});
		return counts;
	}

	private static double buckets(String from) {
		return INSTALLATION.bean(MeterRegistry.class)
			.get("millrace.dashboard.query.buckets")
			.tag("from", from)
			.counter()
			.count();
	}

	@Test
	void readsClosedBucketsOnce() {
		send(300);
		INSTALLATION.awaitCounted();
		ask(this.end.minus(Duration.ofHours(2)), this.end, "1m", "&groupBy=type&filter=type==" + this.name + ".*");
		double read = buckets("redis");
		double remembered = buckets("memory");
		ask(this.end.minus(Duration.ofHours(2)), this.end, "1m", "&groupBy=type&filter=type==" + this.name + ".*");
		assertThat(buckets("redis")).isEqualTo(read);
		assertThat(buckets("memory")).isEqualTo(remembered + 6 * 120);
	}

	@Test
	void answersWhatIsInRedisWhileClosedBucketsChangeAndPartitionsChangeHands() {
		for (int round = 0; round < 30; round++) {
			send(1 + this.random.nextInt(60));
			if (round % 10 == 5) {
				try (ConfigurableApplicationContext another = INSTALLATION.run()) {
					assertThat(another.isActive()).isTrue();
					send(40);
					askSomething();
				}
			}
			for (int i = 0; i < 12; i++) {
				askSomething();
			}
			if (round % 3 == 0) {
				INSTALLATION.awaitCounted();
			}
		}
		assertThat(buckets("memory")).as("it was asked").isGreaterThan(10_000);
	}

	@Test
	void noticesThatRedisHasLostItsLastWrites() {
		send(500);
		INSTALLATION.awaitCounted();
		for (int loss = 0; loss < 5; loss++) {
			for (int i = 0; i < 12; i++) {
				askSomething();
			}
			Map<String, byte[]> before = dump();
			send(200);
			INSTALLATION.awaitCounted();
			for (int i = 0; i < 12; i++) {
				askSomething();
			}
			restore(before);
			for (int i = 0; i < 12; i++) {
				askSomething();
			}
			send(20);
			INSTALLATION.awaitCounted();
			for (int i = 0; i < 12; i++) {
				askSomething();
			}
		}
	}

	private static Set<String> keys() {
		String generation = INSTALLATION.bean(GenerationStore.class).current().orElseThrow().name();
		return Objects.requireNonNull(INSTALLATION.redis().keys("{agg." + generation + ".*"));
	}

	private static Map<String, byte[]> dump() {
		Map<String, byte[]> dump = new HashMap<>();
		for (String key : keys()) {
			byte @Nullable [] value = INSTALLATION.redis().dump(key);
			if (value != null) {
				dump.put(key, value);
			}
		}
		return dump;
	}

	/** As a replica that was behind does it: at once. */
	private static void restore(Map<String, byte[]> dump) {
		Set<String> written = keys();
		written.removeAll(dump.keySet());
		INSTALLATION.redis().execute((RedisCallback<Object>) (connection) -> {
			connection.multi();
			written.forEach((key) -> connection.keyCommands().del(key.getBytes(StandardCharsets.UTF_8)));
			dump.forEach((key, value) -> connection.keyCommands()
				.restore(key.getBytes(StandardCharsets.UTF_8), 0, value, true));
			return connection.exec();
		});
	}

	@Test
	void readsAllAgainWhenMoreHasChangedThanIsRemembered() {
		send(200);
		INSTALLATION.awaitCounted();
		String selection = "&filter=type==" + this.name + ".*";
		ask(this.end.minus(Duration.ofHours(2)), this.end, "1m", selection);
		List<Sent> scattered = new ArrayList<>();
		for (int i = 0; i < 2100; i++) {
			scattered.add(event(Instant.now().minusSeconds(120 + 10L * i), "ann"));
		}
		// Its own come first, and are the first to be forgotten.
		scattered.addFirst(event(this.end.minusSeconds(60), "ann"));
		send(scattered);
		INSTALLATION.awaitCounted();
		assertThat(changes()).as("full").isEqualTo(2000);
		ask(this.end.minus(Duration.ofHours(2)), this.end, "1m", selection);
	}

	private static long changes() {
		return keys().stream()
			.filter((key) -> key.endsWith(":changes"))
			.mapToLong((key) -> Objects.requireNonNull(INSTALLATION.redis().opsForZSet().zCard(key)))
			.max()
			.orElse(0);
	}

	/** The saboteur: owners that don't tell what they change. */
	@Test
	void wouldAnswerWhatWasIfOwnersDidNotTell() {
		Sent first = event(this.end.minusSeconds(90), "ann");
		send(List.of(first));
		INSTALLATION.awaitCounted();
		String selection = "&filter=type==" + first.type();
		Instant from = this.end.minusSeconds(120);
		ask(from, this.end, "1m", selection);
		send(List.of(new Sent(UUID.randomUUID().toString(), first.type(), "ann", first.time())));
		RecordMetadata place = this.sent.values()
			.stream()
			.max((a, b) -> Long.compare(a.offset(), b.offset()))
			.orElseThrow();
		await().atMost(Installation.SOON)
			.until(() -> keys().stream()
				.filter((key) -> key.endsWith("." + place.partition() + "}:fence"))
				.allMatch((key) -> Long
					.parseLong(String.valueOf(INSTALLATION.redis().opsForHash().get(key, "next"))) > place.offset()));
		keys().stream().filter((key) -> key.endsWith(":changes")).forEach((key) -> INSTALLATION.redis().delete(key));
		JsonNode answer = INSTALLATION.query("metrics=events&step=1m&from=" + from + "&to=" + this.end + selection);
		assertThat(counts(answer).values()).containsExactly(1L);
		assertThat(expected(answer, "1m", selection).values()).containsExactly(2L);
	}

}
