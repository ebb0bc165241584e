package io.millrace.ingest.publish;

import java.time.Duration;
import java.util.List;

import io.millrace.common.event.Event;
import io.millrace.ingest.hold.Hold;
import lombok.RequiredArgsConstructor;

/**
 * Publishes events and says what became of each: Kafka has acknowledged it, or it is held
 * until Kafka can take it. Events of one subject get into the log in the order of the
 * calls, and within a call in the order of the list. Thread-safe.
 */
@RequiredArgsConstructor
public final class Publisher {

	/** What the last word to Redis may take. */
	private static final Duration MARGIN = Duration.ofSeconds(2);

	private final Sender sender;

	private final Routes routes;

	private final Hold hold;

	private final PublishProperties properties;

	/**
	 * Blocks until every event has an outcome, at most for the request deadline.
	 * @return the outcomes in the order of the events
	 */
	public List<Outcome> publish(List<Event> events, TraceParent trace) {
		long start = System.nanoTime();
		this.hold.awaitFresh(events.size());
		Dispatch dispatch = new Dispatch(events, trace.bytes(), this.routes, this.sender, this.hold, start);
		dispatch.run(start + this.properties.handOver().toNanos(),
				start + this.properties.requestDeadline().minus(MARGIN).toNanos());
		return dispatch.await(start + this.properties.requestDeadline().toNanos());
	}

}
