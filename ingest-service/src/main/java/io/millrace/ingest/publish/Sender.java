package io.millrace.ingest.publish;

import java.util.Objects;

import io.millrace.ingest.hold.Circuit;
import io.millrace.ingest.hold.Hold;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Hands records to Kafka's producer and tells its failures apart. Thread-safe.
 */
@RequiredArgsConstructor
final class Sender {

	static final Outcome UNAVAILABLE = new Outcome.Refused("kafka_unavailable",
			"Kafka can't be reached; the event was not sent", true, null);

	private static final Outcome OVERLOADED = new Outcome.Refused("overloaded",
			"More is waiting for Kafka than millrace.ingest.publish.buffer-memory holds; the event was not sent", true,
			null);

	private static final Outcome TOO_LARGE = new Outcome.Refused("event_too_large",
			"The event is larger than the topic's records may be", false, null);

	private static final Outcome UNKNOWN = new Outcome.Unknown();

	private final Producers producers;

	private final Hold hold;

	/**
	 * Sends a record; its outcome comes later.
	 * @param startNanos when the request came
	 * @return false if Kafka's producer has no use for it now, and never had it
	 */
	boolean send(ProducerRecord<byte[], byte[]> message, Circuit circuit, Publication publication, int index,
			long startNanos) {
		Sending sending = new Sending(this.producers.current(), circuit, publication, index, startNanos);
		try {
			var _ = sending.producer.send(message, sending);
		}
		catch (RuntimeException ex) {
			this.producers.failed(sending.producer, ex, true);
			return false;
		}
		return !sending.unused;
	}

	/**
	 * One record on its way. An object less for each event than a lambda and its state.
	 */
	@RequiredArgsConstructor
	private final class Sending implements Callback {

		private final Producer<byte[], byte[]> producer;

		private final Circuit circuit;

		private final Publication publication;

		private final int index;

		private final long startNanos;

		private final Thread caller = Thread.currentThread();

		/** Whether it was never handed over and has no outcome; the caller's to read. */
		private boolean unused;

		@Override
		public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
			if (failure == null) {
				RecordMetadata at = Objects.requireNonNull(metadata);
				this.publication.complete(this.index, new Outcome.Committed(at.topic(), at.partition(), at.offset()));
				return;
			}
			Sender.this.producers.failed(this.producer, failure, false);
			// Kafka calls back on the caller's own thread iff the event was never
			// handed over.
			if (Thread.currentThread() == this.caller) {
				this.unused = !refused(failure, this.publication, this.index);
			}
			else {
				failed(failure, this.circuit, this.publication, this.index, this.startNanos);
			}
		}

	}

	/** Whether that is its outcome. */
	private static boolean refused(Exception failure, Publication publication, int index) {
		if (failure instanceof RecordTooLargeException) {
			publication.complete(index, TOO_LARGE);
			return true;
		}
		if (failure instanceof BufferExhaustedException) {
			publication.complete(index, OVERLOADED);
			return true;
		}
		return false;
	}

	private void failed(Exception failure, Circuit circuit, Publication publication, int index, long startNanos) {
		if (failure instanceof RecordTooLargeException) {
			publication.complete(index, TOO_LARGE);
			return;
		}
		if (failure instanceof RetriableException || failure instanceof AuthenticationException
				|| failure instanceof AuthorizationException) {
			this.hold.failed(circuit, startNanos);
		}
		publication.complete(index, UNKNOWN);
	}

}
