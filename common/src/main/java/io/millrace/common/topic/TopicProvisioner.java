package io.millrace.common.topic;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.util.unit.DataSize;

/**
 * Makes topics that are absent and refuses those that differ in their number of
 * partitions; changes none. Safe to call from several processes at once.
 */
@Slf4j
@RequiredArgsConstructor
public final class TopicProvisioner {

	private static final int TIMEOUT_MS = 5_000;

	private static final int ATTEMPTS = 20;

	private static final long PAUSE_NANOS = 100_000_000;

	private final KafkaAdmin kafkaAdmin;

	/**
	 * Returns when all of these topics exist. Blocks while Kafka is slow to answer, 5 s
	 * per request at most.
	 * @throws PartitionCountMismatchException if one exists with another number of
	 * partitions
	 * @throws KafkaException if Kafka can't be reached or refuses: nothing is known then,
	 * and trying again is safe
	 */
	public void ensure(TopicSettings... topics) {
		try (Admin admin = Admin.create(configuration())) {
			for (TopicSettings topic : topics) {
				ensure(admin, topic, TopicConfig.CLEANUP_POLICY_DELETE);
			}
		}
	}

	/**
	 * The same for a topic of which the last record of each key is kept for ever.
	 */
	public void ensureCompacted(TopicSettings topic) {
		try (Admin admin = Admin.create(configuration())) {
			ensure(admin, topic, TopicConfig.CLEANUP_POLICY_COMPACT);
		}
	}

	private Map<String, Object> configuration() {
		Map<String, Object> config = new HashMap<>(this.kafkaAdmin.getConfigurationProperties());
		config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
		config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2);
		return config;
	}

	private void ensure(Admin admin, TopicSettings topic, String cleanupPolicy) {
		for (int attempt = 0; !exists(admin, topic); attempt++) {
			if (attempt == ATTEMPTS) {
				throw new KafkaException("Topic " + topic.name() + " was created but can't be described");
			}
			create(admin, topic, cleanupPolicy);
		}
	}

	private static boolean exists(Admin admin, TopicSettings topic) {
		try {
			TopicDescription actual = await(admin.describeTopics(List.of(topic.name())).allTopicNames())
				.get(topic.name());
			int partitions = Objects.requireNonNull(actual).partitions().size();
			if (partitions != topic.partitions()) {
				throw new PartitionCountMismatchException(topic.name(), partitions, topic.partitions());
			}
			awaitLeaders(admin, topic);
			return true;
		}
		catch (UnknownTopicOrPartitionException ex) {
			return false;
		}
	}

	/**
	 * A new partition's leader may refuse a producer's first batch and take its second,
	 * which then looks out of order until both time out; so a topic only counts as there
	 * when its leaders answer.
	 */
	private static void awaitLeaders(Admin admin, TopicSettings topic) {
		Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
		for (int i = 0; i < topic.partitions(); i++) {
			ends.put(new TopicPartition(topic.name(), i), OffsetSpec.latest());
		}
		await(admin.listOffsets(ends).all());
	}

	private static void create(Admin admin, TopicSettings topic, String cleanupPolicy) {
		NewTopic request = new NewTopic(topic.name(), topic.partitions(), topic.replicas())
			.configs(config(topic, cleanupPolicy));
		try {
			await(admin.createTopics(List.of(request)).all());
			log.info("Created topic {} with {} partitions, {} replicas, retention {}", topic.name(), topic.partitions(),
					topic.replicas(), topic.retention());
		}
		catch (TopicExistsException ex) {
			log.debug("Topic {} was created by another process", topic.name());
		}
		// The broker that is asked next may learn of the topic a moment later.
		LockSupport.parkNanos(PAUSE_NANOS);
	}

	private static Map<String, String> config(TopicSettings topic, String cleanupPolicy) {
		// The broker's append time: a client's clock must not move retention.
		return Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime", TopicConfig.RETENTION_MS_CONFIG,
				Long.toString(topic.retention().toMillis()), TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
				Integer.toString(topic.maxRecordBytes()), TopicConfig.CLEANUP_POLICY_CONFIG, cleanupPolicy);
	}

	private static <T> T await(KafkaFuture<T> future) {
		try {
			return future.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof KafkaException cause) ? cause : new KafkaException(ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new org.apache.kafka.common.errors.TimeoutException("Kafka did not answer in time", ex);
		}
		catch (InterruptedException ex) {
			throw new InterruptException(ex);
		}
	}

	/**
	 * The name of the topic for records of {@code topic} that {@code group} could not
	 * use.
	 */
	public static String deadLetterTopic(String topic, String group) {
		return topic + "." + group + ".dlt";
	}

	/**
	 * How the dead-letter topic of a group is made: one partition, and room for the
	 * reason beside the largest record. Pass it to {@link #ensure}.
	 */
	public static TopicSettings deadLetters(TopicSettings topic, String group) {
		DataSize size = DataSize.ofBytes(topic.maxMessageSize().toBytes() + TopicsProperties.MARGIN.toBytes());
		return new TopicSettings(deadLetterTopic(topic.name(), group), 1, topic.replicas(), topic.retention(), size);
	}

}
