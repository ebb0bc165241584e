package io.millrace.ingest.publish;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.millrace.common.event.Event;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Publishes events and says what became of each, after Kafka has acknowledged it. Events
 * of one subject get into the log in the order of the calls, and within a call in the
 * order of the list. Thread-safe.
 */
@RequiredArgsConstructor
public final class Publisher {

	private static final Header CONTENT_TYPE = new RecordHeader("content-type",
			"application/cloudevents+json".getBytes(StandardCharsets.US_ASCII));

	private static final Outcome UNAVAILABLE = new Outcome.Refused("kafka_unavailable",
			"Kafka can't be reached; the event was not sent", true);

	private static final Outcome TOO_LARGE = new Outcome.Refused("event_too_large",
			"The event is larger than the topic's records may be", false);

	private static final Outcome UNKNOWN = new Outcome.Unknown();

	private final Producers producers;

	private final UserEventsTopic topic;

	private final PublishProperties properties;

	/**
	 * Blocks until every event has an outcome, at most for the request deadline.
	 * @return the outcomes in the order of the events
	 */
	public List<Outcome> publish(List<Event> events, TraceParent trace) {
		long start = System.nanoTime();
		Publication publication = new Publication(events.size());
		if (this.topic.isReady()) {
			send(events, List.of(CONTENT_TYPE, new RecordHeader("traceparent", trace.bytes())), publication,
					start + this.properties.handOver().toNanos());
		}
		else {
			publication.completeFrom(0, UNAVAILABLE);
		}
		return publication.await(start + this.properties.requestDeadline().toNanos());
	}

	/**
	 * One event that found no metadata or no room is enough to know that the next ones
	 * won't either.
	 */
	private void send(List<Event> events, List<Header> headers, Publication publication, long untilNanos) {
		Producer<byte[], byte[]> producer = this.producers.current();
		for (int i = 0; i < events.size(); i++) {
			Event event = events.get(i);
			ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(this.topic.name(), null,
					event.subject().getBytes(StandardCharsets.UTF_8), event.json(), headers);
			if (!send(producer, message, publication, i) || System.nanoTime() - untilNanos > 0) {
				publication.completeFrom(i + 1, UNAVAILABLE);
				return;
			}
		}
	}

	/** Whether it is worth going on. */
	private boolean send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> message,
			Publication publication, int index) {
		Thread caller = Thread.currentThread();
		try {
			var _ = producer.send(message, (metadata, failure) -> {
				// Kafka calls back on the caller's own thread iff the event was never
				// handed over.
				boolean handedOver = Thread.currentThread() != caller;
				publication.complete(index, (failure == null) ? committed(metadata) : failed(failure, handedOver));
				if (failure != null) {
					this.producers.failed(producer, failure, false);
				}
			});
		}
		catch (RuntimeException ex) {
			this.producers.failed(producer, ex, true);
			publication.complete(index, UNAVAILABLE);
		}
		return publication.outcome(index) != UNAVAILABLE;
	}

	private static Outcome committed(RecordMetadata metadata) {
		return new Outcome.Committed(metadata.topic(), metadata.partition(), metadata.offset());
	}

	private static Outcome failed(Exception failure, boolean handedOver) {
		if (failure instanceof RecordTooLargeException) {
			return TOO_LARGE;
		}
		return handedOver ? UNKNOWN : UNAVAILABLE;
	}

}
