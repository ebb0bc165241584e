package io.millrace.notification.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Appends to the inbox log what is not decided from events: what users do, and what the
 * clock does. Thread-safe.
 * <p>
 * Idempotent and acknowledged by all replicas. If the producer fails for good it is made
 * anew, as an idempotent one doesn't recover by itself (kafka-rest#980).
 */
@Slf4j
public final class EntryAppender implements AutoCloseable {

	private static final int MAX_BLOCK_MILLIS = 2_000;

	private static final int DELIVERY_MILLIS = 5_000;

	private final Map<String, Object> configuration;

	private final InboxLog inboxLog;

	private final EntryCodec entries;

	private @Nullable Producer<byte[], byte[]> producer;

	/**
	 * @param configuration of producers: servers, security
	 */
	public EntryAppender(Map<String, Object> configuration, InboxLog inboxLog, EntryCodec entries) {
		this.configuration = new HashMap<>(configuration);
		this.configuration.put(ProducerConfig.ACKS_CONFIG, "all");
		this.configuration.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
		// A person waits for each.
		this.configuration.put(ProducerConfig.LINGER_MS_CONFIG, 0);
		this.configuration.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
		this.configuration.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS - 1_000);
		this.configuration.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
		this.inboxLog = inboxLog;
		this.entries = entries;
	}

	/**
	 * Appends a record and waits until Kafka has it.
	 * @return the record's offset in the user's partition
	 * @throws KafkaException if Kafka didn't confirm it within seven seconds; it may have
	 * been appended all the same
	 */
	public long append(String user, Entry entry) {
		try {
			return send(user, entry).get();
		}
		catch (InterruptedException ex) {
			throw new InterruptException(ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof KafkaException cause) ? cause : new KafkaException(ex.getCause());
		}
	}

	/**
	 * Appends a record, in the order of the calls for each user.
	 * @return the record's offset, or a {@link KafkaException} as of {@link #append}
	 */
	public CompletableFuture<Long> send(String user, Entry entry) {
		ProducerRecord<byte[], byte[]> record = this.entries.record(this.inboxLog.topic(),
				this.inboxLog.partition(user), user, entry);
		Producer<byte[], byte[]> current = current();
		CompletableFuture<Long> appended = new CompletableFuture<>();
		try {
			var unused = current.send(record, (at, failure) -> {
				if (failure != null) {
					appended.completeExceptionally(failed(current, failure));
				}
				else {
					appended.complete(at.offset());
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
			log.warn("The producer for the inbox log failed and is made anew", failure);
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
		}
	}

}
