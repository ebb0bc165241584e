package io.millrace.notification.decide;

import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes the producers of decisions, one for each partition that is owned. Its
 * transactional id is the partition's: whoever initialises it last is the owner, and the
 * broker refuses all that came before.
 */
final class TransactionalProducers {

	/** A dead decider's open transaction blocks what lies behind it for so long. */
	private static final int TRANSACTION_TIMEOUT_MILLIS = 10_000;

	/** The loop's thread serves other partitions too. */
	private static final int MAX_BLOCK_MILLIS = 5_000;

	/**
	 * The topics' limits are the broker's business, and apply to what is compressed; a
	 * record that one of them took must not fail here, before compression.
	 */
	private static final int MAX_REQUEST_BYTES = 16 * 1024 * 1024;

	private final String group;

	private final Map<String, Object> configuration;

	/**
	 * @param configuration of producers: servers, security
	 */
	TransactionalProducers(String group, Map<String, Object> configuration) {
		this.group = group;
		this.configuration = new HashMap<>(configuration);
		this.configuration.put(ProducerConfig.ACKS_CONFIG, "all");
		this.configuration.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
		this.configuration.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
		this.configuration.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS);
		this.configuration.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
		this.configuration.put(ProducerConfig.LINGER_MS_CONFIG, 5);
		this.configuration.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, MAX_BLOCK_MILLIS - 1_000);
		this.configuration.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, MAX_BLOCK_MILLIS);
		this.configuration.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
	}

	Producer<byte[], byte[]> create(TopicPartition partition) {
		Map<String, Object> properties = new HashMap<>(this.configuration);
		properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG,
				this.group + "-" + partition.topic() + "-" + partition.partition());
		return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
	}

}
