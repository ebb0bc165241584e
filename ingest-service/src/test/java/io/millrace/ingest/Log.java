package io.millrace.ingest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What stands in the topic, read without any of the service's code.
 */
record Log(String kafka) {

	private static final List<TopicPartition> PARTITIONS = IntStream.range(0, 6)
		.mapToObj((partition) -> new TopicPartition("user-events", partition))
		.toList();

	private KafkaConsumer<byte[], byte[]> consumer() {
		KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
				Map.of("bootstrap.servers", this.kafka, "fetch.max.wait.ms", "50"), new ByteArrayDeserializer(),
				new ByteArrayDeserializer());
		consumer.assign(PARTITIONS);
		return consumer;
	}

	/** The end of each partition: where what is sent from now on begins. */
	Map<TopicPartition, Long> end() {
		try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
			return consumer.endOffsets(PARTITIONS);
		}
	}

	/** Everything after these offsets, each partition in order. */
	List<ConsumerRecord<byte[], byte[]>> since(Map<TopicPartition, Long> start) {
		List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
		try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
			start.forEach(consumer::seek);
			Map<TopicPartition, Long> end = consumer.endOffsets(PARTITIONS);
			while (end.entrySet().stream().anyMatch((entry) -> consumer.position(entry.getKey()) < entry.getValue())) {
				consumer.poll(Duration.ofMillis(200)).forEach(all::add);
			}
		}
		return all;
	}

	static String key(ConsumerRecord<byte[], byte[]> message) {
		return new String(message.key(), StandardCharsets.UTF_8);
	}

	static String value(ConsumerRecord<byte[], byte[]> message) {
		return new String(message.value(), StandardCharsets.UTF_8);
	}

	static String header(ConsumerRecord<byte[], byte[]> message, String name) {
		return new String(Objects.requireNonNull(message.headers().lastHeader(name)).value(), StandardCharsets.UTF_8);
	}

}
