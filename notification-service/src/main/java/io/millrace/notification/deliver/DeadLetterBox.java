package io.millrace.notification.deliver;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.millrace.sink.DeadLetters;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sets deliveries aside, as they were, with the reason beside them. Thread-safe. The
 * producer is made when it is first needed, and anew if it fails for good, as an
 * idempotent one doesn't recover by itself.
 */
@Slf4j
@RequiredArgsConstructor
final class DeadLetterBox implements AutoCloseable {

	private static final Duration RETRY = Duration.ofSeconds(1);

	private static final int MAX_REQUEST_BYTES = 16 * 1024 * 1024;

	private final String topic;

	/** Of producers: servers, security. */
	private final Map<String, Object> configuration;

	private @Nullable Producer<byte[], byte[]> producer;

	String topic() {
		return this.topic;
	}

	/**
	 * Returns when Kafka has it, however long that takes.
	 * @throws InterruptedException if it was stopped before
	 */
	void put(ConsumerRecord<byte[], byte[]> record, String reason, CountDownLatch stopped) throws InterruptedException {
		while (true) {
			Producer<byte[], byte[]> current = producer();
			try {
				current.send(DeadLetters.of(this.topic, record, reason)).get();
				return;
			}
			catch (InterruptException ex) {
				throw new InterruptedException();
			}
			catch (ExecutionException | KafkaException ex) {
				log.warn("Kafka doesn't take a dead letter for {}, it is tried again: {}", this.topic, ex.toString());
				forget(current, (ex instanceof ExecutionException) ? ex.getCause() : ex);
			}
			if (stopped.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new InterruptedException();
			}
		}
	}

	private synchronized Producer<byte[], byte[]> producer() {
		if (this.producer == null) {
			Map<String, Object> properties = new HashMap<>(this.configuration);
			properties.put(ProducerConfig.ACKS_CONFIG, "all");
			properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
			// A record that was allowed into a topic is allowed into its dead letters.
			properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
			this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
		}
		return this.producer;
	}

	private synchronized void forget(Producer<byte[], byte[]> which, @Nullable Throwable failure) {
		if (!(failure instanceof RetriableException) && this.producer == which) {
			which.close(Duration.ZERO);
			this.producer = null;
		}
	}

	@Override
	public synchronized void close() {
		if (this.producer != null) {
			this.producer.close(Duration.ofSeconds(2));
			this.producer = null;
		}
	}

}
