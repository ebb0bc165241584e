package io.millrace.common.settings;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;

/**
 * Writes settings. What was written is known to this node when the call returns, and to
 * the others a moment later. Thread-safe.
 */
@Slf4j
public final class SettingsWriter implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final int DELIVERY_MILLIS = 5_000;

	private final String topic;

	private final Map<String, Object> configuration;

	private final SettingsCopy copy;

	private @Nullable Producer<byte[], byte[]> producer;

	/**
	 * @param configuration of producers: servers, security
	 */
	public SettingsWriter(String topic, Map<String, Object> configuration, SettingsCopy copy) {
		this.topic = topic;
		this.configuration = new HashMap<>(configuration);
		this.configuration.put(ProducerConfig.ACKS_CONFIG, "all");
		this.configuration.put(ProducerConfig.LINGER_MS_CONFIG, 0);
		this.configuration.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_MILLIS / 2);
		this.configuration.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS - 1_000);
		this.configuration.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
		this.copy = copy;
	}

	/**
	 * Writes a setting.
	 * @param value null to remove it
	 * @return its version
	 * @throws ProblemException 503 if Kafka doesn't confirm it, or it isn't known here
	 * within five seconds; it may have been written all the same, and writing it again
	 * does no harm
	 */
	public long write(SettingsKind kind, String name, byte @Nullable [] value) {
		byte[] key = (kind.prefix() + name).getBytes(StandardCharsets.UTF_8);
		Producer<byte[], byte[]> current = producer();
		try {
			RecordMetadata written = current.send(new ProducerRecord<>(this.topic, key, value)).get();
			this.copy.awaitRead(written.partition(), written.offset(), PATIENCE);
			return written.offset();
		}
		catch (InterruptedException ex) {
			throw new InterruptException(ex);
		}
		catch (ExecutionException | KafkaException ex) {
			log.warn("A setting could not be written: {}", ex.toString());
			forget(current, (ex instanceof ExecutionException) ? ex.getCause() : ex);
			throw new ProblemException(Problem.KAFKA_UNAVAILABLE,
					"Kafka didn't confirm the change; it can be repeated without harm");
		}
	}

	/** An idempotent producer doesn't recover by itself from what can't be retried. */
	private synchronized void forget(Producer<byte[], byte[]> which, @Nullable Throwable failure) {
		if (!(failure instanceof RetriableException) && this.producer == which) {
			which.close(Duration.ZERO);
			this.producer = null;
		}
	}

	private synchronized Producer<byte[], byte[]> producer() {
		if (this.producer == null) {
			this.producer = new KafkaProducer<>(this.configuration, new ByteArraySerializer(),
					new ByteArraySerializer());
		}
		return this.producer;
	}

	@Override
	public synchronized void close() {
		if (this.producer != null) {
			this.producer.close(Duration.ofSeconds(2));
			this.producer = null;
		}
	}

}
