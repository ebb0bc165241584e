package io.millrace.ingest.publish;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.millrace.common.event.Event;
import io.millrace.common.topic.KeyPartitioner;
import io.millrace.ingest.hold.Circuit;
import io.millrace.ingest.hold.EventRecord;
import io.millrace.ingest.hold.Held;
import io.millrace.ingest.hold.HeldEvent;
import io.millrace.ingest.hold.Hold;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The events of one request on their way: to Kafka where the circuit is closed, to the
 * hold where it is open or turns out to have to be. Used by one thread.
 */
final class Dispatch {

	private final List<Event> events;

	private final byte[] traceParent;

	private final List<Header> headers;

	private final Routes routes;

	private final Sender sender;

	private final Hold hold;

	private final long startNanos;

	private final Publication publication;

	/** By event; null where its topic's partitions aren't known. */
	private final @Nullable Circuit[] circuits;

	/** Events that are to be held, in their order. */
	private Map<Circuit, List<Integer>> toHold = new LinkedHashMap<>();

	/**
	 * Topics that Kafka can't tell of: one event that found no metadata is enough to know
	 * that the next ones won't either.
	 */
	private final Set<EventTopic> away = HashSet.newHashSet(0);

	Dispatch(List<Event> events, byte[] traceParent, Routes routes, Sender sender, Hold hold, long startNanos) {
		this.events = events;
		this.traceParent = traceParent;
		this.headers = EventRecord.headers(traceParent);
		this.routes = routes;
		this.sender = sender;
		this.hold = hold;
		this.startNanos = startNanos;
		this.publication = new Publication(events.size());
		this.circuits = new Circuit[events.size()];
	}

	/**
	 * Hands over what can be.
	 * @param sendUntilNanos when it is too late to send to Kafka
	 * @param holdUntilNanos when it is too late to hold
	 */
	void run(long sendUntilNanos, long holdUntilNanos) {
		for (int i = 0; i < this.events.size(); i++) {
			offer(i, sendUntilNanos);
		}
		while (!this.toHold.isEmpty()) {
			Map<Circuit, List<Integer>> turnedAway = this.toHold;
			this.toHold = new LinkedHashMap<>();
			this.away.clear();
			turnedAway.forEach((circuit, indexes) -> hold(circuit, indexes, holdUntilNanos)
				.forEach((index) -> offer(index, sendUntilNanos)));
		}
	}

	/** Sends an event if its circuit is closed, and turns it away otherwise. */
	private void offer(int index, long untilNanos) {
		Event event = this.events.get(index);
		EventTopic topic = this.routes.topic(event.type());
		List<Circuit> partitions = topic.circuits();
		if (partitions.isEmpty()) {
			this.publication.complete(index, Sender.UNAVAILABLE);
			return;
		}
		byte[] key = KeyPartitioner.key(event.subject());
		Circuit circuit = partitions.get(KeyPartitioner.partition(key, partitions.size()));
		this.circuits[index] = circuit;
		// Nothing overtakes what waits, should the circuit have closed since.
		if (this.toHold.containsKey(circuit) || !circuit.isClosed() || !topic.isReady() || this.away.contains(topic)) {
			turnAway(circuit, index);
		}
		else if (System.nanoTime() - untilNanos > 0) {
			this.publication.complete(index, Sender.UNAVAILABLE);
		}
		else if (!this.sender.send(EventRecord.make(circuit.partition(), key, event.json(), this.headers), circuit,
				this.publication, index, this.startNanos)) {
			this.away.add(topic);
			turnAway(circuit, index);
		}
	}

	/** Where nothing can be held the circuit stays closed. */
	private void turnAway(Circuit circuit, int index) {
		if (circuit.isClosed() && !this.toHold.containsKey(circuit)) {
			this.hold.failed(circuit, this.startNanos);
		}
		if (circuit.isClosed() && !this.toHold.containsKey(circuit)) {
			this.publication.complete(index, Sender.UNAVAILABLE);
		}
		else {
			this.toHold.computeIfAbsent(circuit, (key) -> new ArrayList<>()).add(index);
		}
	}

	/**
	 * Holds events of one circuit.
	 * @return those that go to Kafka after all
	 */
	private List<Integer> hold(Circuit circuit, List<Integer> indexes, long untilNanos) {
		List<Held> results = this.hold.append(circuit, heldEvents(indexes), untilNanos);
		List<Integer> toSend = new ArrayList<>();
		for (int i = 0; i < indexes.size(); i++) {
			int index = indexes.get(i);
			switch (results.get(i)) {
				case Held.Safe safe -> this.publication.complete(index, new Outcome.Held());
				case Held.There(long offset) -> this.publication.complete(index,
						new Outcome.Committed(circuit.partition().topic(), circuit.partition().partition(), offset));
				case Held.Closed closed -> toSend.add(index);
				case Held.Refused no -> this.publication.complete(index,
						new Outcome.Refused(no.code(), no.detail(), true, no.retryAfter()));
				case Held.Unknown unknown -> this.publication.complete(index, new Outcome.Unknown());
			}
		}
		return toSend;
	}

	private List<HeldEvent> heldEvents(List<Integer> indexes) {
		return indexes.stream().map((index) -> HeldEvent.of(this.events.get(index), this.traceParent)).toList();
	}

	/**
	 * The outcomes, once all are there or the time is over. Of those that are unknown
	 * then it can be asked later.
	 */
	List<Outcome> await(long deadlineNanos) {
		List<Outcome> outcomes = this.publication.await(deadlineNanos);
		Map<Circuit, List<Integer>> unknown = new LinkedHashMap<>();
		for (int i = 0; i < outcomes.size(); i++) {
			if (outcomes.get(i) instanceof Outcome.Unknown) {
				unknown.computeIfAbsent(Objects.requireNonNull(this.circuits[i]), (key) -> new ArrayList<>()).add(i);
			}
		}
		unknown.forEach((circuit, indexes) -> this.hold.unknown(circuit, heldEvents(indexes)));
		return outcomes;
	}

}
