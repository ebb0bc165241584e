package io.millrace.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EmbeddedKafkaIT {

	@TempDir
	Path dataDir;

	@Test
	void keepsTopicsRecordsAndPositionsOverRestart() throws Exception {
		int port;
		try (EmbeddedKafka kafka = EmbeddedKafka.start(this.dataDir, 0, Map.of())) {
			port = kafka.port();
			createTopic(kafka, "events");
			sendInTransaction(kafka, "one", "two");
			assertThat(consume(kafka)).containsExactly("one", "two");
		}
		assertThat(Ports.isFree(port)).isTrue();
		try (EmbeddedKafka kafka = EmbeddedKafka.start(this.dataDir, port, Map.of())) {
			assertThat(kafka.port()).isEqualTo(port);
			sendInTransaction(kafka, "three");
			assertThat(consume(kafka)).containsExactly("three");
		}
	}

	@Test
	void namesTheDirectoryThatAnotherBrokerUses() {
		try (EmbeddedKafka kafka = EmbeddedKafka.start(this.dataDir, 0, Map.of())) {
			assertThatExceptionOfType(DirectoryInUseException.class)
				.isThrownBy(() -> EmbeddedKafka.start(this.dataDir, 0, Map.of()))
				.withMessageContaining(this.dataDir.toString())
				.withMessageContaining(Long.toString(ProcessHandle.current().pid()));
			assertThatExceptionOfType(PortInUseException.class)
				.isThrownBy(() -> EmbeddedKafka.start(this.dataDir.resolve("other"), kafka.port(), Map.of()))
				.withMessageContaining(Integer.toString(kafka.port()));
		}
	}

	private static void createTopic(EmbeddedKafka kafka, String name) throws Exception {
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
			admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
		}
	}

	private static void sendInTransaction(EmbeddedKafka kafka, String... values) {
		try (KafkaProducer<String, String> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "test"),
				new StringSerializer(), new StringSerializer())) {
			producer.initTransactions();
			producer.beginTransaction();
			List.of(values).forEach((value) -> {
				var unused = producer.send(new ProducerRecord<>("events", "key", value));
			});
			producer.commitTransaction();
		}
	}

	private static List<String> consume(EmbeddedKafka kafka) {
		List<String> values = new ArrayList<>();
		try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
				Map.of("bootstrap.servers", kafka.bootstrapServers(), "group.id", "readers", "group.protocol",
						"consumer", "auto.offset.reset", "earliest", "isolation.level", "read_committed"),
				new StringDeserializer(), new StringDeserializer())) {
			consumer.subscribe(List.of("events"));
			long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
			TopicPartition partition = new TopicPartition("events", 0);
			while (System.nanoTime() < deadline) {
				consumer.poll(Duration.ofMillis(200)).forEach((event) -> values.add(event.value()));
				if (!values.isEmpty() && consumer.position(partition) == consumer.endOffsets(List.of(partition))
					.getOrDefault(partition, -1L)) {
					break;
				}
			}
			consumer.commitSync();
		}
		return values;
	}

}
