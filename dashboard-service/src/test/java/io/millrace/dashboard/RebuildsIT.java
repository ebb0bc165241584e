package io.millrace.dashboard;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.millrace.sink.fence.GenerationStore;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.ScanOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * All figures are rebuilt while events come and questions are asked; also where the log
 * no longer has all that was counted.
 */
class RebuildsIT {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final String PATH = "/v1/dashboard-rebuilds";

	private final Random random = new Random(20261129);

	/** By type and quarter of an hour; what was sent and nothing else. */
	private final Map<String, Map<Instant, Long>> model = new TreeMap<>();

	private final Map<String, Set<String>> users = new TreeMap<>();

	@SuppressWarnings("NullAway.Init")
	private Installation installation;

	private int sent;

	@BeforeEach
	void start() {
		this.installation = new Installation("millrace.dashboard.rebuild.cleanup-interval=1s");
		send(6000);
		this.installation.awaitCounted();
		assertExact();
	}

	@AfterEach
	void stop() {
		this.installation.close();
	}

	/** Every tenth is sent again, at once. */
	private synchronized void send(int count) {
		List<Sent> events = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			// Up to three days ago, so that there are events in many a bucket.
			Instant time = Instant.now()
				.minusSeconds(this.random.nextInt(this.random.nextBoolean() ? 600 : 3 * 86_400))
				.truncatedTo(ChronoUnit.MILLIS);
			Sent event = new Sent("b" + this.sent++, "rebuilt.t" + this.random.nextInt(4),
					"user-" + this.random.nextInt(300), time);
			note(event);
			events.add(event);
			if (i % 10 == 0) {
				events.add(event);
			}
		}
		this.installation.send(events);
	}

	/**
	 * Events ahead of the time, as ingest would not let through: their buckets begin
	 * after all that the log has lost, so that they are counted from it and not copied.
	 */
	private void sendAhead(int count) {
		List<Sent> events = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Sent event = new Sent("a" + this.sent++, "rebuilt.ahead", "user-" + this.random.nextInt(300),
					Instant.now().plusSeconds(1800 + this.random.nextInt(3600)).truncatedTo(ChronoUnit.MILLIS));
			note(event);
			events.add(event);
		}
		this.installation.send(events);
	}

	private void note(Sent event) {
		Instant quarter = Instant.ofEpochSecond(event.time().getEpochSecond() / 900 * 900);
		this.model.computeIfAbsent(event.type(), (type) -> new TreeMap<>()).merge(quarter, 1L, Long::sum);
		this.users.computeIfAbsent(event.type(), (type) -> new HashSet<>()).add(event.user());
	}

	private void assertExact() {
		Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
		String from = "&from=" + now.minus(Duration.ofDays(5)) + "&to=" + now.plus(Duration.ofHours(2));
		Map<String, Map<Instant, Long>> counted = new TreeMap<>();
		for (JsonNode row : this.installation.query("metrics=events&groupBy=type&step=15m" + from).path("results")) {
			if (row.path("events").asLong() > 0) {
				counted.computeIfAbsent(row.path("type").asString(), (type) -> new TreeMap<>())
					.put(Instant.parse(row.path("time").asString()), row.path("events").asLong());
			}
		}
		assertThat(counted).isEqualTo(this.model);
		for (JsonNode row : this.installation.query("metrics=events,users&groupBy=type&step=all" + from)
			.path("results")) {
			String type = row.path("type").asString();
			assertThat(row.path("events").asLong()).as(type)
				.isEqualTo(this.model.getOrDefault(type, Map.of()).values().stream().mapToLong(Long::longValue).sum());
			int different = this.users.getOrDefault(type, Set.of()).size();
			assertThat(row.path("users").asLong()).as(type).isBetween(different * 97L / 100, different * 103L / 100);
		}
	}

	@Test
	void takesThePlaceWhileEventsComeAndQuestionsAreAsked() throws Exception {
		String before = generation();
		JsonNode ended = rebuildUnderLoad();
		assertThat(ended.path("joined").asInt()).isEqualTo(Installation.PARTITIONS);
		assertThat(ended.path("progress").asDouble()).isEqualTo(1);
		assertThat(ended.path("comparison").path("compared").asLong()).as(ended.toString()).isGreaterThan(1000);
		assertThat(ended.path("comparison").path("different").asLong(-1)).as(ended.toString()).isZero();
		assertThat(ended.path("comparison").has("example")).isFalse();
		assertThat(generation()).isEqualTo(ended.path("id").asString()).isNotEqualTo(before);
		this.installation.awaitCounted();
		assertExact();
		await().atMost(PATIENCE).until(() -> keysOf(before).isEmpty());
		assertExact();
	}

	@Test
	void whatTheLogNoLongerHasIsCopiedAndLateEventsStillCount() throws Exception {
		String before = generation();
		deleteHalfOfTheLog();
		JsonNode ended = rebuildUnderLoad();
		assertThat(ended.path("comparison").path("different").asLong(-1)).as(ended.toString()).isZero();
		assertThat(generation()).isNotEqualTo(before);
		assertThat(this.installation.redis().hasKey("{agg." + generation() + ".user-events.0}:copied")).isTrue();
		this.installation.awaitCounted();
		assertExact();
		JsonNode answer = this.installation.query("metrics=events&step=all");
		assertThat(answer.path("asOf").has("since")).as("it has all that there was").isFalse();
		assertThat(answer.has("atLeast")).isFalse();
		long ttl = this.installation.redis().getExpire(dayOf(generation()));
		assertThat(ttl).isGreaterThan(Duration.ofDays(1800).toSeconds());

		// Late ones into copied buckets, also after another owner has begun.
		send(500);
		this.installation.restart();
		send(500);
		this.installation.awaitCounted();
		assertExact();
		// And again, of a generation that was copied itself.
		deleteHalfOfTheLog();
		sendAhead(500);
		assertThat(rebuildUnderLoad().path("comparison").path("different").asLong(-1)).isZero();
		this.installation.awaitCounted();
		assertExact();
	}

	@Test
	void anotherProcessGoesOnWhereTheOwnerIsGone() throws Exception {
		deleteHalfOfTheLog();
		String id = begin(this.installation.uri(PATH));
		try (ConfigurableApplicationContext other = this.installation.run()) {
			this.installation.restart();
			send(500);
			await().atMost(PATIENCE).until(() -> !status(id).path("status").asString().equals("running"));
			assertThat(status(id).path("status").asString()).as(status(id).toString()).isEqualTo("completed");
			assertThat(other.isRunning()).isTrue();
		}
		this.installation.awaitCounted();
		assertExact();
	}

	@Test
	void aPlantedDifferenceIsToldAndCorrected() throws Exception {
		// Not in its owner's memory, or it would be written over.
		this.installation.restart();
		this.installation.awaitCounted();
		Map.Entry<Instant, Long> old = this.model.values().iterator().next().entrySet().iterator().next();
		String type = this.model.keySet().iterator().next();
		String suffix = ":events:15m:" + old.getKey().getEpochSecond();
		String key = keysOf(generation()).stream()
			.filter((each) -> each.endsWith(suffix) && this.installation.redis().opsForHash().hasKey(each, type))
			.findFirst()
			.orElseThrow();
		this.installation.redis().opsForHash().put(key, type, "4711");
		String id = begin(this.installation.uri(PATH));
		await().atMost(PATIENCE).until(() -> status(id).path("status").asString().equals("completed"));
		JsonNode comparison = status(id).path("comparison");
		assertThat(comparison.path("different").asLong()).as(comparison.toString()).isEqualTo(1);
		assertThat(comparison.path("example").asString()).contains("events of " + type, "15m", old.getKey().toString(),
				"4711");
		assertExact();
	}

	@Test
	void oneThatIsGivenUpLeavesWhatIsReadAndIsRemoved() throws Exception {
		deleteHalfOfTheLog();
		String before = generation();
		String id = begin(this.installation.uri(PATH));
		assertThat(this.installation.redis().opsForHash().get("millrace:{dashboard}:generation", "next")).isEqualTo(id);
		HttpResponse<String> again = call("POST", this.installation.uri(PATH));
		assertThat(again.statusCode()).as(again.body()).isIn(409, 202);
		JsonNode told = this.installation.parse(call("DELETE", this.installation.uri(PATH + "/" + id)).body());
		assertThat(told.path("status").asString()).as(told.toString()).isEqualTo("cancelled");
		send(500);
		this.installation.awaitCounted();
		assertExact();
		assertThat(generation()).isEqualTo(before);
		await().atMost(PATIENCE).until(() -> keysOf(id).isEmpty());
		assertExact();
	}

	@Test
	void whatIsNoRebuildIsNotFound() throws Exception {
		for (String id : List.of("never", "*", "%F0%9F%98%80", "%7B%7D")) {
			assertThat(this.installation.get(PATH + "/" + id).statusCode()).as(id).isIn(400, 404);
			assertThat(call("DELETE", this.installation.uri(PATH + "/" + id)).statusCode()).as(id).isIn(400, 404);
		}
		assertThat(call("POST", this.installation.uri(PATH + "?from=0")).statusCode()).isEqualTo(400);
		assertThat(this.installation.get(PATH).statusCode()).isEqualTo(405);
	}

	/** What is read meanwhile never goes back, and no answer is an error. */
	private JsonNode rebuildUnderLoad() throws Exception {
		AtomicBoolean done = new AtomicBoolean();
		Queue<String> wrong = new ConcurrentLinkedQueue<>();
		Queue<String> generations = new ConcurrentLinkedQueue<>();
		Thread asking = Thread.startVirtualThread(() -> ask(done, wrong, generations));
		String id = begin(this.installation.uri(PATH));
		do {
			send(100);
			LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
		}
		while (status(id).path("status").asString().equals("running"));
		await().atMost(PATIENCE).until(() -> generations.contains(id) || !wrong.isEmpty());
		done.set(true);
		asking.join();
		assertThat(wrong).isEmpty();
		JsonNode ended = status(id);
		assertThat(ended.path("status").asString()).as(ended.toString()).isEqualTo("completed");
		return ended;
	}

	private void ask(AtomicBoolean done, Queue<String> wrong, Queue<String> generations) {
		Map<String, Long> seen = new HashMap<>();
		long events = 0;
		while (!done.get() && wrong.isEmpty()) {
			HttpResponse<String> response = this.installation.get("/v1/query?" + Installation.encode(
					"metrics=events&step=all&filter=type==rebuilt.*&from=" + Instant.now().minus(Duration.ofDays(5))));
			if (response.statusCode() != 200) {
				wrong.add(response.body());
				return;
			}
			JsonNode answer = this.installation.parse(response.body());
			answer.path("asOf").path("offsets").propertyStream().forEach((offset) -> {
				if (offset.getValue().asLong() < seen.getOrDefault(offset.getKey(), 0L)) {
					wrong.add("went back: " + response.body());
				}
				seen.put(offset.getKey(), offset.getValue().asLong());
			});
			long now = answer.path("results").path(0).path("events").asLong();
			if (now < events) {
				wrong.add("less than " + events + ": " + response.body());
			}
			events = now;
			generations.add(answer.path("asOf").path("generation").asString());
		}
	}

	private void deleteHalfOfTheLog() throws Exception {
		try (Admin admin = Admin
			.create(Map.of("bootstrap.servers", (Object) this.installation.backends().kafkaBootstrapServers()))) {
			for (int i = 0; i < Installation.PARTITIONS; i++) {
				TopicPartition partition = new TopicPartition("user-events", i);
				long start = admin.listOffsets(Map.of(partition, OffsetSpec.earliest()))
					.partitionResult(partition)
					.get()
					.offset();
				long end = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
					.partitionResult(partition)
					.get()
					.offset();
				admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset((start + end) / 2))).all().get();
			}
		}
	}

	private String begin(URI uri) throws Exception {
		HttpResponse<String> started = call("POST", uri);
		assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
		String id = this.installation.parse(started.body()).path("id").asString();
		assertThat(started.headers().firstValue("Location")).contains(PATH + "/" + id);
		return id;
	}

	private static HttpResponse<String> call(String method, URI uri) throws IOException, InterruptedException {
		try (HttpClient client = HttpClient.newHttpClient()) {
			return client.send(HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
					HttpResponse.BodyHandlers.ofString());
		}
	}

	private JsonNode status(String id) {
		return this.installation.json(PATH + "/" + id);
	}

	private String generation() {
		return this.installation.bean(GenerationStore.class).current().orElseThrow().name();
	}

	/** The key of a day that was counted. */
	private String dayOf(String generation) {
		return keysOf(generation).stream().filter((key) -> key.contains(":events:1d:")).findFirst().orElseThrow();
	}

	private List<String> keysOf(String generation) {
		List<String> found = new ArrayList<>();
		ScanOptions options = ScanOptions.scanOptions().match("{agg." + generation + ".*").count(1000).build();
		try (var keys = this.installation.redis().scan(options)) {
			keys.forEachRemaining(found::add);
		}
		return found;
	}

}
