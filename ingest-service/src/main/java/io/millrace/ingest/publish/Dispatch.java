package io.millrace.ingest.publish;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.millrace.common.event.Event;
import io.millrace.common.topic.KeyPartitioner;
import io.millrace.ingest.hold.Circuit;
import io.millrace.ingest.hold.EventRecord;
import io.millrace.ingest.hold.Held;
import io.millrace.ingest.hold.HeldEvent;
import io.millrace.ingest.hold.Hold;
import org.apache.kafka.common.header.Header;

/**
 * The events of one request on their way: to Kafka where the circuit is closed, to the
 * hold where it is open or turns out to have to be. Used by one thread.
 */
final class Dispatch {

	private final List<Event> events;

	private final byte[] traceParent;

	private final List<Header> headers;

	private final Sender sender;

	private final Hold hold;

	private final long startNanos;

	private final Publication publication;

	private final Circuit[] circuits;

	private final byte[][] keys;

	Dispatch(List<Event> events, byte[] traceParent, Sender sender, Hold hold, long startNanos) {
		this.events = events;
		this.traceParent = traceParent;
		this.headers = EventRecord.headers(traceParent);
		this.sender = sender;
		this.hold = hold;
		this.startNanos = startNanos;
		this.publication = new Publication(events.size());
		this.circuits = new Circuit[events.size()];
		this.keys = new byte[events.size()][];
	}

	/**
	 * Hands over what can be.
	 * @param sendUntilNanos when it is too late to send to Kafka
	 * @param holdUntilNanos when it is too late to hold
	 */
	void run(UserEventsTopic topic, long sendUntilNanos, long holdUntilNanos) {
		Map<Circuit, List<Integer>> toHold = send(topic, all(topic), sendUntilNanos);
		while (!toHold.isEmpty()) {
			List<Integer> toSend = new ArrayList<>();
			toHold.forEach((circuit, indexes) -> toSend.addAll(hold(circuit, indexes, holdUntilNanos)));
			toHold = send(topic, toSend, sendUntilNanos);
		}
	}

	/** All events whose partition is known. */
	private List<Integer> all(UserEventsTopic topic) {
		List<Circuit> all = topic.circuits();
		if (all.isEmpty()) {
			this.publication.completeFrom(0, Sender.UNAVAILABLE);
			return List.of();
		}
		List<Integer> indexes = new ArrayList<>(this.events.size());
		for (int i = 0; i < this.events.size(); i++) {
			this.keys[i] = KeyPartitioner.key(this.events.get(i).subject());
			this.circuits[i] = all.get(KeyPartitioner.partition(this.keys[i], all.size()));
			indexes.add(i);
		}
		return indexes;
	}

	/**
	 * Sends events whose circuit is closed.
	 * @return the others, by circuit and in their order
	 */
	private Map<Circuit, List<Integer>> send(UserEventsTopic topic, List<Integer> indexes, long untilNanos) {
		Map<Circuit, List<Integer>> others = new LinkedHashMap<>();
		boolean away = !topic.isReady();
		for (int index : indexes) {
			Circuit circuit = this.circuits[index];
			if (circuit.isClosed() && System.nanoTime() - untilNanos > 0) {
				this.publication.complete(index, Sender.UNAVAILABLE);
			}
			else if (!circuit.isClosed() || away || !send(circuit, index)) {
				// One event that found no metadata is enough to know that the next ones
				// won't either.
				away |= circuit.isClosed();
				turnAway(circuit, index, others);
			}
		}
		return others;
	}

	private boolean send(Circuit circuit, int index) {
		return this.sender.send(
				EventRecord.make(circuit.partition(), this.keys[index], this.events.get(index).json(), this.headers),
				circuit, this.publication, index, this.startNanos);
	}

	/** Where nothing can be held the circuit stays closed. */
	private void turnAway(Circuit circuit, int index, Map<Circuit, List<Integer>> others) {
		if (circuit.isClosed()) {
			this.hold.failed(circuit, this.startNanos);
		}
		if (circuit.isClosed()) {
			this.publication.complete(index, Sender.UNAVAILABLE);
		}
		else {
			others.computeIfAbsent(circuit, (key) -> new ArrayList<>()).add(index);
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
				unknown.computeIfAbsent(this.circuits[i], (key) -> new ArrayList<>()).add(i);
			}
		}
		unknown.forEach((circuit, indexes) -> this.hold.unknown(circuit, heldEvents(indexes)));
		return outcomes;
	}

}
