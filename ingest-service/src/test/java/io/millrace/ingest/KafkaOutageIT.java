package io.millrace.ingest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.millrace.common.topic.PartitionCountMismatchException;
import io.millrace.embedded.EmbeddedKafka;
import io.millrace.ingest.Service.Answer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static io.millrace.ingest.Service.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A broker that goes away and comes back with its data. It is this test's own, whatever
 * the backends: no other can be stopped for as long as this takes.
 */
class KafkaOutageIT {

	private static final Map<TopicPartition, Long> BEGINNING = IntStream.range(0, 6)
		.boxed()
		.collect(Collectors.toMap((partition) -> new TopicPartition("user-events", partition), (partition) -> 0L));

	private static final String[] IMPATIENT = { "--millrace.ingest.publish.delivery-timeout=1500ms",
			"--millrace.ingest.publish.max-block=500ms", "--millrace.ingest.publish.buffer-memory=4MB" };

	/**
	 * By default a client that finds no broker at all forgets the topic's partitions
	 * after a moment (KIP-899), and what it is given then it can't take. Which it is
	 * depends on time.
	 */
	private static final String KEEPS_METADATA = "--spring.kafka.producer.properties.metadata.recovery.strategy=none";

	@TempDir
	private Path directory;

	private EmbeddedKafka kafka;

	@BeforeEach
	void startKafka() {
		this.kafka = EmbeddedKafka.start(this.directory, 0, Map.of());
	}

	@AfterEach
	void stopKafka() {
		this.kafka.close();
	}

	private Service start(String... more) {
		return Service.start(this.kafka.bootstrapServers(),
				Stream.concat(Stream.of(IMPATIENT), Stream.of(more)).toArray(String[]::new));
	}

	private void restartKafka() {
		this.kafka = EmbeddedKafka.start(this.directory, this.kafka.port(), Map.of());
	}

	private static String event(String id) {
		return "{\"id\":\"" + id + "\",\"type\":\"t\",\"subject\":\"ann\"}";
	}

	@Test
	void whatIsNotAcknowledgedIsUnknownAndARetryWithTheSameIdSucceeds() throws Exception {
		String address = this.kafka.bootstrapServers();
		try (Service service = start(KEEPS_METADATA)) {
			assertThat(service.post(JSON, event("before")).status()).isEqualTo(202);
			this.kafka.close();

			long start = System.nanoTime();
			Answer answer = service.post(JSON, "[" + event("mine") + ",{\"type\":\"t\",\"subject\":\"ben\"},{}]");

			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
			assertThat(answer.status()).isEqualTo(503);
			assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
			assertThat(answer.json().get("accepted").asInt()).isZero();
			assertThat(answer.json().get("rejected").asInt()).isEqualTo(1);
			assertThat(answer.result(0).get("status").asString()).isEqualTo("unknown");
			assertThat(answer.result(0).get("id").asString()).isEqualTo("mine");
			assertThat(answer.result(1).get("status").asString()).isEqualTo("unknown");
			assertThat(answer.result(1).get("error").get("retryable").asBoolean()).isTrue();
			assertThat(answer.code(2)).isEqualTo("type_missing");
			assertThat(service.metric("millrace_ingest_unknown_events_total")).isEqualTo(2);
			JsonNode health = service.manage("/actuator/health").json();
			assertThat(health.at("/components/kafka/status").asString()).isEqualTo("DOWN");
			assertThat(service.manage("/actuator/health/liveness").status()).isEqualTo(200);

			restartKafka();
			String assigned = answer.result(1).get("id").asString();
			String retry = "[" + event("mine") + "," + event(assigned) + "]";
			await().atMost(Duration.ofSeconds(60)).until(() -> service.post(JSON, retry).status() == 202);
			assertThat(new Log(address).since(BEGINNING).stream().map(Log::value))
				.anyMatch((value) -> value.contains("\"before\""))
				.anyMatch((value) -> value.contains("\"mine\""))
				.anyMatch((value) -> value.contains(assigned));
		}
	}

	@Test
	void whatFindsNoRoomInTheProducerIsRefusedButWorthARetry() throws Exception {
		try (Service service = start(KEEPS_METADATA)) {
			assertThat(service.post(JSON, event("before")).status()).isEqualTo(202);
			this.kafka.close();
			String large = "{\"type\":\"t\",\"subject\":\"ann\",\"data\":\"" + "x".repeat(900_000) + "\"}";

			Answer answer = service.post(JSON, "[" + String.join(",", Collections.nCopies(8, large)) + "]");

			assertThat(answer.status()).isEqualTo(503);
			Map<String, Integer> statuses = new HashMap<>();
			answer.json().get("results").forEach((result) -> {
				assertThat(result.get("id").asString()).hasSize(36);
				assertThat(result.get("error").get("retryable").asBoolean()).isTrue();
				statuses.merge(result.get("status").asString() + " " + result.get("error").get("code").asString(), 1,
						Integer::sum);
			});
			assertThat(statuses).containsOnlyKeys("unknown not_acknowledged", "rejected overloaded");
		}
	}

	@Test
	void whatFindsNoMetadataIsRefusedButWorthARetry() throws Exception {
		try (Service service = start()) {
			assertThat(service.post(JSON, event("before")).status()).isEqualTo(202);
			this.kafka.close();

			await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
				Answer answer = service.post(JSON, "[" + event("mine") + "," + event("other") + "]");
				assertThat(answer.status()).isEqualTo(503);
				assertThat(answer.result(0).get("status").asString()).isEqualTo("rejected");
				assertThat(answer.code(0)).isEqualTo("kafka_unavailable");
				assertThat(answer.code(1)).isEqualTo("kafka_unavailable");
				assertThat(answer.result(1).get("id").asString()).isEqualTo("other");
			});

			restartKafka();
			await().atMost(Duration.ofSeconds(60)).until(() -> service.post(JSON, event("mine")).status() == 202);
		}
	}

	@Test
	void startsWithoutKafkaAndTakesEventsOnceItIsThere() throws Exception {
		this.kafka.close();
		try (Service service = start()) {
			assertThat(service.manage("/actuator/health/readiness").status()).isEqualTo(503);
			assertThat(service.manage("/actuator/health/liveness").status()).isEqualTo(200);
			Answer answer = service.post(JSON, event("early"));
			assertThat(answer.status()).isEqualTo(503);
			assertThat(answer.header("Retry-After")).isNotEmpty();
			assertThat(answer.result(0).get("status").asString()).isEqualTo("rejected");
			assertThat(answer.result(0).get("id").asString()).isEqualTo("early");
			assertThat(answer.code(0)).isEqualTo("kafka_unavailable");
			assertThat(answer.result(0).get("error").get("retryable").asBoolean()).isTrue();

			restartKafka();
			await().atMost(Duration.ofSeconds(60))
				.until(() -> service.manage("/actuator/health/readiness").status() == 200);
			assertThat(service.post(JSON, event("late")).status()).isEqualTo(202);
			assertThat(new Log(this.kafka.bootstrapServers()).since(BEGINNING)).singleElement()
				.satisfies((message) -> assertThat(Log.value(message)).contains("\"late\""));
		}
	}

	@Test
	void doesNotStartOnATopicWithAnotherNumberOfPartitions() {
		Service.start(this.kafka.bootstrapServers()).close();

		assertThatExceptionOfType(PartitionCountMismatchException.class)
			.isThrownBy(() -> Service.start(this.kafka.bootstrapServers(), "--millrace.topics.user-events.partitions=7")
				.close())
			.withMessageContaining("has 6 partitions, but 7 are configured")
			.withMessageContaining("drain");
	}

}
