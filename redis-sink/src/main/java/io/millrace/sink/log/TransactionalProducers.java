package io.millrace.sink.log;

import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes producers that fence one another: whoever initialises a transactional id last is
 * its owner, and the broker refuses all that came before. Thread-safe.
 */
public final class TransactionalProducers {

	/** A dead owner's open transaction blocks what lies behind it for so long. */
	private static final int TRANSACTION_TIMEOUT_MILLIS = 10_000;

	/** The owner's thread serves other partitions too. */
	private static final int MAX_BLOCK_MILLIS = 5_000;

	/**
	 * The topics' limits are the broker's business, and apply to what is compressed; a
	 * record that one of them took must not fail here, before compression.
	 */
	private static final int MAX_REQUEST_BYTES = 16 * 1024 * 1024;

	private final Map<String, Object> configuration;

	/**
	 * @param configuration of producers: servers, security
	 */
	public TransactionalProducers(Map<String, Object> configuration) {
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

	/**
	 * A producer that is still to be initialised, and to be closed by the caller.
	 */
	public Producer<byte[], byte[]> create(String transactionalId) {
		Map<String, Object> properties = new HashMap<>(this.configuration);
		properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
		return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
	}

}
