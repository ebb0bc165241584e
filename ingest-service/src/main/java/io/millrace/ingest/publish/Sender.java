package io.millrace.ingest.publish;

import io.millrace.ingest.hold.Circuit;
import io.millrace.ingest.hold.Hold;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;

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
		Producer<byte[], byte[]> producer = this.producers.current();
		Thread caller = Thread.currentThread();
		boolean[] taken = { true };
		try {
			var _ = producer.send(message, (metadata, failure) -> {
				if (failure == null) {
					publication.complete(index,
							new Outcome.Committed(metadata.topic(), metadata.partition(), metadata.offset()));
					return;
				}
				this.producers.failed(producer, failure, false);
				// Kafka calls back on the caller's own thread iff the event was never
				// handed over.
				if (Thread.currentThread() == caller) {
					taken[0] = refused(failure, publication, index);
				}
				else {
					failed(failure, circuit, publication, index, startNanos);
				}
			});
		}
		catch (RuntimeException ex) {
			this.producers.failed(producer, ex, true);
			return false;
		}
		return taken[0];
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
