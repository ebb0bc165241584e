package io.millrace.ingest.publish;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/**
 * The process's one producer. An idempotent producer that has met a fatal error answers
 * every later send with that error (kafka-rest#980), so it is replaced then. Thread-safe.
 */
@Slf4j
@RequiredArgsConstructor
final class Producers {

	/** Where the cause lasts, a new producer fails as the old one did. */
	private static final long MIN_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

	private final DefaultKafkaProducerFactory<byte[], byte[]> factory;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable Producer<byte[], byte[]> current;

	private long replacedAtNanos = System.nanoTime() - MIN_INTERVAL_NANOS;

	Producer<byte[], byte[]> current() {
		Producer<byte[], byte[]> producer = this.current;
		return (producer != null) ? producer : first();
	}

	private Producer<byte[], byte[]> first() {
		this.lock.lock();
		try {
			Producer<byte[], byte[]> producer = this.current;
			if (producer == null) {
				producer = this.factory.createProducer();
				this.current = producer;
			}
			return producer;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Replaces the producer if the failure is fatal to it, in the background: this may be
	 * the producer's own thread.
	 */
	void failed(Producer<byte[], byte[]> producer, Throwable failure, boolean thrown) {
		if (producer == this.current && (isFatal(failure) || (thrown && isStateFailure(failure)))) {
			Thread.ofVirtual().name("producer-replacement").start(() -> replace(producer, failure));
		}
	}

	/**
	 * Kafka's documentation of the idempotent producer (KIP-98, KIP-360) and of
	 * {@code Producer.send}.
	 */
	private static boolean isFatal(Throwable failure) {
		return failure instanceof OutOfOrderSequenceException || failure instanceof ProducerFencedException
				|| failure instanceof InvalidProducerEpochException || failure instanceof InvalidPidMappingException
				|| failure instanceof UnsupportedVersionException || failure instanceof AuthenticationException
				|| failure instanceof AuthorizationException;
	}

	/**
	 * What send throws, rather than reports, when the producer is closed or in its error
	 * state.
	 */
	private static boolean isStateFailure(Throwable failure) {
		return failure instanceof IllegalStateException
				|| (failure instanceof KafkaException && !(failure instanceof RetriableException)
						&& !(failure instanceof InterruptException) && !(failure instanceof SerializationException));
	}

	private void replace(Producer<byte[], byte[]> producer, Throwable failure) {
		this.lock.lock();
		try {
			if (producer == this.current && System.nanoTime() - this.replacedAtNanos >= MIN_INTERVAL_NANOS) {
				log.error("The producer can't go on and is replaced", failure);
				this.replacedAtNanos = System.nanoTime();
				this.factory.reset();
				this.current = this.factory.createProducer();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
