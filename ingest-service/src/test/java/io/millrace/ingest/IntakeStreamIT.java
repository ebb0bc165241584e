package io.millrace.ingest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.EmbeddedRedis;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Events that come in through Redis.
 */
@DisabledIfSystemProperty(named = "millrace.backends", matches = "containers",
		disabledReason = "brings backends of its own, so it runs with the embedded ones")
class IntakeStreamIT {

	private static final Map<TopicPartition, Long> BEGINNING = IntStream.range(0, 6)
		.boxed()
		.collect(Collectors.toMap((partition) -> new TopicPartition("user-events", partition), (partition) -> 0L));

	private static final String INTAKE = "millrace:intake";

	private static final JsonMapper JSON = new JsonMapper();

	@TempDir
	private Path directory;

	private EmbeddedKafka kafka;

	private EmbeddedRedis redis;

	@BeforeEach
	void startBackends() {
		this.kafka = EmbeddedKafka.start(this.directory.resolve("kafka"), 0, Map.of());
		this.redis = EmbeddedRedis.start(this.directory.resolve("redis"), 0, true);
	}

	@AfterEach
	void stopBackends() {
		this.kafka.close();
		this.redis.close();
	}

	private Service start() {
		return Service.start(this.kafka.bootstrapServers(), "--spring.data.redis.port=" + this.redis.port(),
				"--millrace.ingest.publish.delivery-timeout=1500ms", "--millrace.ingest.publish.max-block=500ms");
	}

	private static String add(Service service, String field, String event) {
		return Objects
			.requireNonNull(service.bean(StringRedisTemplate.class)
				.opsForStream()
				.add(MapRecord.create(INTAKE, Map.of(field, event))))
			.getValue();
	}

	private static void awaitEmpty(Service service) {
		await().atMost(Duration.ofSeconds(40))
			.until(() -> service.bean(StringRedisTemplate.class).opsForStream().size(INTAKE) == 0);
	}

	private List<JsonNode> events() {
		return new Log(this.kafka.bootstrapServers()).since(BEGINNING)
			.stream()
			.map(Log::value)
			.map(JSON::readTree)
			.toList();
	}

	private static String event(String user, int number) {
		return "{\"type\":\"t\",\"subject\":\"" + user + "\",\"data\":" + number + "}";
	}

	@Test
	void whatIsAppendedGetsToKafkaInOrder() throws Exception {
		try (Service service = start()) {
			List<String> ids = IntStream.range(0, 500).mapToObj((i) -> add(service, "event", event("ann", i))).toList();
			add(service, "event", "{\"id\":\"mine\",\"source\":\"/own\",\"type\":\"t\",\"subject\":\"ben\"}");
			awaitEmpty(service);

			List<JsonNode> events = events();
			assertThat(events.stream().filter((event) -> event.get("subject").asString().equals("ann")))
				.extracting((event) -> event.get("id").asString())
				.containsExactlyElementsOf(ids);
			assertThat(events).extracting((event) -> event.get("source").asString())
				.containsOnly("/millrace/intake", "/own");
			assertThat(events).hasSize(501).anyMatch((event) -> event.get("id").asString().equals("mine"));
			assertThat(service.metric("millrace_ingest_stream_committed_events_total")).isEqualTo(501);
		}
	}

	@Test
	void whatIsNoEventIsSetAsideWithTheReason() throws Exception {
		try (Service service = start()) {
			String good = add(service, "event", event("ann", 1));
			String noEvent = add(service, "evnt", event("ann", 2));
			String broken = add(service, "event", "{\"type\":");
			String noSubject = add(service, "event", "{\"type\":\"t\"}");
			String two = add(service, "event", "[" + event("ann", 3) + "," + event("ann", 4) + "]");
			awaitEmpty(service);

			Map<String, String> codes = Objects
				.requireNonNull(service.bean(StringRedisTemplate.class)
					.<String, String>opsForStream()
					.range(INTAKE + ":rejected", Range.unbounded()))
				.stream()
				.collect(
						Collectors.toMap((entry) -> entry.getId().getValue(), (entry) -> entry.getValue().get("code")));
			assertThat(codes).containsOnlyKeys(noEvent, broken, noSubject, two)
				.containsEntry(noEvent, "event_missing")
				.containsEntry(broken, "malformed_json")
				.containsEntry(noSubject, "subject_missing");
			assertThat(events()).singleElement()
				.satisfies((event) -> assertThat(event.get("id").asString()).isEqualTo(good));
			assertThat(service.metric("millrace_ingest_stream_rejected_events_total")).isEqualTo(4);
		}
	}

	@Test
	void waitsWhileKafkaIsAwayAndTakesNothingTwice() throws Exception {
		String id;
		try (Service service = start()) {
			id = add(service, "event", event("ann", 1));
			awaitEmpty(service);
			this.kafka.close();
			IntStream.range(2, 50).forEach((i) -> add(service, "event", event("ann", i)));
			this.kafka = EmbeddedKafka.start(this.directory.resolve("kafka"), this.kafka.port(), Map.of());
			awaitEmpty(service);
		}
		try (Service next = start()) {
			// As if the first had died before it could remove the entry.
			next.bean(StringRedisTemplate.class).delete(INTAKE);
			next.bean(StringRedisTemplate.class)
				.opsForStream()
				.add(MapRecord.create(INTAKE, Map.of("event", event("ann", 1))).withId(RecordId.of(id)));
			awaitEmpty(next);

			assertThat(next.metric("millrace_ingest_stream_skipped_events_total")).isEqualTo(1);
			assertThat(events()).extracting((event) -> event.get("data").asInt())
				.containsExactlyElementsOf(IntStream.range(1, 50).boxed().toList());
		}
	}

}
