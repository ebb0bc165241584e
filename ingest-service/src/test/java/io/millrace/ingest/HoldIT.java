package io.millrace.ingest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.EmbeddedRedis;
import io.millrace.ingest.Service.Answer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static io.millrace.ingest.Service.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A broker that goes away and comes back, beside a Redis that stays; both are this test's
 * own.
 */
@DisabledIfSystemProperty(named = "millrace.backends", matches = "containers",
		disabledReason = "brings backends of its own, so it runs with the embedded ones")
class HoldIT {

	private static final Map<TopicPartition, Long> BEGINNING = IntStream.range(0, 6)
		.boxed()
		.collect(Collectors.toMap((partition) -> new TopicPartition("user-events", partition), (partition) -> 0L));

	private static final String[] IMPATIENT = { "--millrace.ingest.publish.delivery-timeout=1500ms",
			"--millrace.ingest.publish.max-block=500ms" };

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

	private Service start(String... more) {
		return Service.start(this.kafka.bootstrapServers(), Stream
			.of(Stream.of(IMPATIENT), Stream.of("--spring.data.redis.port=" + this.redis.port()), Stream.of(more))
			.flatMap((part) -> part)
			.toArray(String[]::new));
	}

	private void restartKafka() {
		this.kafka = EmbeddedKafka.start(this.directory.resolve("kafka"), this.kafka.port(), Map.of());
	}

	private static String event(String id) {
		return "{\"id\":\"" + id + "\",\"type\":\"t\",\"subject\":\"ann\"}";
	}

	private List<String> ids() {
		return new Log(this.kafka.bootstrapServers()).since(BEGINNING)
			.stream()
			.map(Log::value)
			.map((value) -> value.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1"))
			.toList();
	}

	private static JsonNode receipt(Service service, String id) throws Exception {
		return service.get("/v1/receipts?id=" + id).json();
	}

	@Test
	void whatKafkaCantTakeIsHeldAndHandedOverInOrder() throws Exception {
		try (Service service = start()) {
			assertThat(service.post(JSON, event("before")).status()).isEqualTo(202);
			this.kafka.close();
			await().atMost(Duration.ofSeconds(30))
				.until(() -> service.post(JSON, event("first")).result(0).get("status").asString().equals("held"));

			Answer answer = service.post(JSON, "[" + event("second") + "," + event("third") + ",{}]");

			assertThat(answer.status()).isEqualTo(207);
			assertThat(answer.json().get("accepted").asInt()).isEqualTo(2);
			assertThat(answer.result(0).get("status").asString()).isEqualTo("held");
			assertThat(answer.result(0).has("offset")).isFalse();
			assertThat(service.post(JSON, event("second")).result(0).get("status").asString()).isEqualTo("held");
			assertThat(receipt(service, "third").get("status").asString()).isEqualTo("held");
			assertThat(service.manage("/actuator/health/readiness").status()).isEqualTo(200);
			assertThat(service.metric("millrace_ingest_held_events_total")).isEqualTo(4);
			await().atMost(Duration.ofSeconds(5))
				.until(() -> service.metric("millrace_ingest_hold_entries_events") == 3);

			restartKafka();
			await().atMost(Duration.ofSeconds(60))
				.until(() -> service.post(JSON, event("after")).result(0).get("status").asString().equals("committed"));

			assertThat(ids().stream().distinct()).containsExactly("before", "first", "second", "third", "after");
			assertThat(ids()).containsOnlyOnce("second", "third");
			JsonNode third = receipt(service, "third");
			assertThat(third.get("status").asString()).isEqualTo("committed");
			assertThat(third.get("offset").asLong()).isPositive();
			assertThat(service.get("/v1/receipts?id=after-all").status()).isEqualTo(404);
			assertThat(service.metric("millrace_ingest_hold_drained_events_total")
					+ service.metric("millrace_ingest_hold_skipped_events_total"))
				.isGreaterThanOrEqualTo(3);
		}
	}

	@Test
	void anEventThatGotThereThoughNobodyKnewIsNotHandedOverAgain() throws Exception {
		try (Service service = start()) {
			Answer direct = service.post(JSON, event("mine"));
			assertThat(direct.result(0).get("status").asString()).isEqualTo("committed");
			this.kafka.close();
			await().atMost(Duration.ofSeconds(30))
				.until(() -> service.post(JSON, event("mine")).result(0).get("status").asString().equals("held"));
			restartKafka();

			await().atMost(Duration.ofSeconds(60))
				.until(() -> receipt(service, "mine").get("status").asString().equals("committed"));

			assertThat(receipt(service, "mine").get("offset").asLong())
				.isEqualTo(direct.result(0).get("offset").asLong());
			assertThat(ids()).containsExactly("mine");
			assertThat(service.metric("millrace_ingest_hold_skipped_events_total")).isEqualTo(1);
		}
	}

	@Test
	void holdsFromTheStartWithTheNumberOfPartitionsThatWasSeenBefore() throws Exception {
		start().close();
		this.kafka.close();
		try (Service service = start()) {
			await().atMost(Duration.ofSeconds(20))
				.until(() -> service.manage("/actuator/health/readiness").status() == 200);
			assertThat(service.post(JSON, event("early")).result(0).get("status").asString()).isEqualTo("held");

			restartKafka();

			await().atMost(Duration.ofSeconds(60))
				.until(() -> service.post(JSON, event("late")).result(0).get("status").asString().equals("committed"));
			assertThat(ids().stream().distinct()).containsExactly("early", "late");
		}
	}

	@Test
	void refusesWhatDoesNotFitAndSaysWhenToComeBack() throws Exception {
		try (Service service = start("--millrace.ingest.hold.max-bytes=1MB")) {
			this.kafka.close();
			await().atMost(Duration.ofSeconds(30))
				.until(() -> service.post(JSON, event("first")).result(0).get("status").asString().equals("held"));
			String large = "{\"type\":\"t\",\"subject\":\"ann\",\"data\":\"" + "x".repeat(200_000) + "\"}";

			Answer answer = service.post(JSON, large);

			assertThat(answer.status()).isEqualTo(503);
			assertThat(answer.code(0)).isEqualTo("hold_full");
			assertThat(answer.result(0).get("error").get("detail").asString())
				.contains("millrace.ingest.hold.max-bytes");
			assertThat(answer.result(0).get("error").get("retryable").asBoolean()).isTrue();
			assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
			assertThat(service.post(JSON, event("small")).result(0).get("status").asString()).isEqualTo("held");
		}
	}

	/** Until a replica has it too, nobody knows; it is held all the same. */
	@Test
	void heldMeansThatAsManyReplicasHaveItAsAreAskedFor() throws Exception {
		try (Service service = start("--millrace.ingest.hold.replicas=1",
				"--millrace.ingest.hold.replica-timeout=300ms")) {
			assertThat(service.post(JSON, event("before")).status()).isEqualTo(202);
			this.kafka.close();
			await().atMost(Duration.ofSeconds(30))
				.until(() -> !service.post(JSON, event("alone")).result(0).get("status").asString().equals("held")
						&& service.metric("millrace_ingest_hold_entries_events") > 0);
			Answer alone = service.post(JSON, event("lonely"));
			assertThat(alone.status()).isEqualTo(503);
			assertThat(alone.result(0).get("status").asString()).isEqualTo("unknown");

			EmbeddedRedis replica = EmbeddedRedis.start(this.directory.resolve("replica"), 0, true,
					List.of("replicaof 127.0.0.1 " + this.redis.port()));
			try {
				await().atMost(Duration.ofSeconds(30))
					.until(() -> service.post(JSON, event("lonely")).result(0).get("status").asString().equals("held"));
				assertThat(service.post(JSON, event("together")).result(0).get("status").asString()).isEqualTo("held");
				restartKafka();
				await().atMost(Duration.ofSeconds(60))
					.until(() -> service.post(JSON, event("after"))
						.result(0)
						.get("status")
						.asString()
						.equals("committed"));
			}
			finally {
				replica.close();
			}
			assertThat(ids()).containsOnlyOnce("lonely", "together", "alone").startsWith("before");
		}
	}

	@Test
	void aNodeFindsOutWhatAnotherHolds() throws Exception {
		try (Service one = start(); Service other = start()) {
			assertThat(other.post(JSON, event("before")).status()).isEqualTo(202);
			this.kafka.close();
			await().atMost(Duration.ofSeconds(30))
				.until(() -> one.post(JSON, event("first")).result(0).get("status").asString().equals("held"));

			Answer answer = other.post(JSON, event("second"));

			assertThat(answer.result(0).get("status").asString()).isEqualTo("held");
			restartKafka();
			await().atMost(Duration.ofSeconds(60))
				.until(() -> other.post(JSON, event("after")).result(0).get("status").asString().equals("committed"));
			assertThat(ids().stream().distinct()).containsExactly("before", "first", "second", "after");
		}
	}

}
