package io.millrace.sink.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Appends records one at a time, for somebody who waits for each: idempotent, and
 * acknowledged by all replicas. If the producer fails for good it is made anew, as an
 * idempotent one doesn't recover by itself (kafka-rest#980). Thread-safe.
 */
@Slf4j
public final class RecordAppender implements AutoCloseable {

	private final Map<String, Object> configuration;

	private @Nullable Producer<byte[], byte[]> producer;

	/**
	 * @param configuration of producers: servers, security, and what differs from the
	 * defaults
	 * @param maxBlock how long a call may wait for Kafka's metadata
	 * @param delivery how long after it a record may take to be acknowledged, at least 2
	 * s
	 */
	public RecordAppender(Map<String, Object> configuration, Duration maxBlock, Duration delivery) {
		this.configuration = new HashMap<>(configuration);
		this.configuration.put(ProducerConfig.ACKS_CONFIG, "all");
		this.configuration.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
		// Somebody waits for each.
		this.configuration.put(ProducerConfig.LINGER_MS_CONFIG, 0);
		this.configuration.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, maxBlock.toMillis());
		this.configuration.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) delivery.toMillis() - 1_000);
		this.configuration.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) delivery.toMillis());
	}

	/**
	 * Appends a record, in the order of the calls for each partition.
	 * @return where it is, or a {@link KafkaException} if Kafka didn't confirm it in
	 * time; it may have been appended all the same
	 */
	public CompletableFuture<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
		Producer<byte[], byte[]> current = current();
		CompletableFuture<RecordMetadata> appended = new CompletableFuture<>();
		try {
			var unused = current.send(record, (at, failure) -> {
				if (failure != null) {
					appended.completeExceptionally(failed(current, failure));
				}
				else {
					appended.complete(at);
				}
			});
		}
		catch (KafkaException ex) {
			appended.completeExceptionally(failed(current, ex));
		}
		return appended;
	}

	private synchronized Producer<byte[], byte[]> current() {
		if (this.producer == null) {
			this.producer = new KafkaProducer<>(this.configuration, new ByteArraySerializer(),
					new ByteArraySerializer());
		}
		return this.producer;
	}

	private synchronized KafkaException failed(Producer<byte[], byte[]> which, Exception failure) {
		if (!(failure instanceof RetriableException) && this.producer == which) {
			log.warn("The producer failed and is made anew", failure);
			// It may be its own thread that says so.
			Thread.ofVirtual().name("close-producer").start(() -> which.close(Duration.ZERO));
			this.producer = null;
		}
		return (failure instanceof KafkaException kafka) ? kafka : new KafkaException(failure);
	}

	@Override
	public synchronized void close() {
		if (this.producer != null) {
			this.producer.close();
			this.producer = null;
		}
	}

}
