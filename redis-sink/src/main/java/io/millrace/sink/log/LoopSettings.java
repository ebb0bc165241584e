package io.millrace.sink.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

/**
 * What a member of a group is made of.
 *
 * @param topic the topic to read
 * @param group the consumer group to be a member of
 * @param threads members of the group in this process, at least 1; more than the topic
 * has partitions are idle
 * @param commitInterval how often Kafka is told the position, for lag tools only
 * @param kafka the client configuration (servers, security, group protocol); what the
 * guarantees rest on is set here
 */
public record LoopSettings(String topic, String group, int threads, Duration commitInterval,
		Map<String, Object> kafka) {

	public LoopSettings {
		if (threads < 1) {
			throw new IllegalArgumentException("threads of group " + group + " must be at least 1, not " + threads);
		}
		kafka = Map.copyOf(kafka);
	}

	Consumer<byte[], byte[]> consumer() {
		Map<String, Object> properties = new HashMap<>(this.kafka);
		properties.put(ConsumerConfig.GROUP_ID_CONFIG, this.group);
		return consumer(properties);
	}

	/** A consumer in no group. */
	Consumer<byte[], byte[]> reader() {
		Map<String, Object> properties = new HashMap<>(this.kafka);
		properties.keySet()
			.removeAll(List.of(ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.GROUP_PROTOCOL_CONFIG,
					ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
		return consumer(properties);
	}

	private static Consumer<byte[], byte[]> consumer(Map<String, Object> properties) {
		properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
		properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
		properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
		properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2000);
		return new DefaultKafkaConsumerFactory<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())
			.createConsumer();
	}

	Admin admin() {
		return Admin.create(adminProperties());
	}

	/**
	 * The names of consumer settings mean nothing to an admin client, which would warn of
	 * each. What isn't Kafka's own stays: it is for plug-ins, such as those for TLS and
	 * SASL.
	 */
	Map<String, Object> adminProperties() {
		Map<String, Object> properties = new HashMap<>(this.kafka);
		properties.keySet()
			.removeIf((name) -> ConsumerConfig.configNames().contains(name)
					&& !AdminClientConfig.configNames().contains(name));
		return properties;
	}

}
