package io.millrace.ingest.hold;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

import io.millrace.sink.status.HoldStatus;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

/**
 * Keeps events while Kafka can't take them.
 * <p>
 * While a partition's circuit is closed its events are none of the hold's business, and
 * nothing of this asks Redis. Once it is open, events are appended to a stream and are
 * safe then, as safe as {@link HoldProperties} makes them; they get into Kafka after all
 * that was held before them, and before anything that is sent after the circuit has
 * closed. Thread-safe.
 */
@Slf4j
public final class Hold implements HoldStatus.Source {

	/** A script's share of what Redis does in a few milliseconds. */
	private static final int CHUNK_EVENTS = 500;

	private static final int CHUNK_BYTES = 256 * 1024;

	private static final Duration CLOSING_PAUSE = Duration.ofMillis(5);

	private static final Duration UNAVAILABLE_RETRY = Duration.ofSeconds(2);

	private final Circuits circuits;

	private final Membership membership;

	private final Openings openings;

	private final HoldStore store;

	private final NodeStore nodes;

	private final ReceiptStore receipts;

	private final HoldMetrics metrics;

	private final HoldProperties properties;

	private final Clock clock;

	Hold(Circuits circuits, Membership membership, Openings openings, HoldStore store, NodeStore nodes,
			ReceiptStore receipts, HoldMetrics metrics, HoldProperties properties, Clock clock) {
		this.circuits = circuits;
		this.membership = membership;
		this.openings = openings;
		this.store = store;
		this.nodes = nodes;
		this.receipts = receipts;
		this.metrics = metrics;
		this.properties = properties;
		this.clock = clock;
		metrics.watch(this);
	}

	/**
	 * The circuits of a topic, by partition; always the same ones.
	 */
	public List<Circuit> circuits(String topic, int partitions) {
		return this.circuits.of(topic, partitions);
	}

	/**
	 * To be called for each request before any of its events is sent to Kafka: waits
	 * until this node knows what the others hold. Returns at once while its lease runs,
	 * and when Redis can't be reached; then events across nodes may get out of order,
	 * which is counted.
	 */
	public void awaitFresh(int events) {
		if (!this.membership.awaitFresh()) {
			this.metrics.unleased(events);
		}
	}

	/**
	 * Kafka failed to take what was handed over at that time; from now on the partition's
	 * events are held, if they can be.
	 */
	public void failed(Circuit circuit, long handedOverNanos) {
		if (this.membership.unfitness() == null) {
			this.openings.begin(circuit, handedOverNanos);
		}
	}

	/**
	 * Holds events of one partition, in their order. What can't be held takes those
	 * behind it along. Blocks until the deadline at most, and for Redis' time-out beyond
	 * it.
	 * @return what became of each
	 */
	public List<Held> append(Circuit circuit, List<HeldEvent> events, long deadlineNanos) {
		List<Held> results = new ArrayList<>(events.size());
		Held failure = null;
		for (int from = 0; from < events.size() && failure == null;) {
			List<HeldEvent> chunk = chunk(events, from);
			failure = append(circuit, chunk, deadlineNanos, results);
			from += chunk.size();
			if (failure instanceof Held.Unknown) {
				results.addAll(Collections.nCopies(chunk.size(), failure));
				failure = (from < events.size()) ? refused("Redis doesn't answer") : failure;
			}
		}
		while (results.size() < events.size()) {
			results.add(Objects.requireNonNull(failure));
		}
		return results;
	}

	private static List<HeldEvent> chunk(List<HeldEvent> events, int from) {
		int to = from;
		long bytes = 0;
		while (to < events.size() && to - from < CHUNK_EVENTS && (to == from || bytes < CHUNK_BYTES)) {
			bytes += events.get(to++).size();
		}
		return events.subList(from, to);
	}

	/** Adds the results and returns null, or returns why there are none. */
	private @Nullable Held append(Circuit circuit, List<HeldEvent> events, long deadlineNanos, List<Held> results) {
		try {
			while (true) {
				String unfitness = this.membership.unfitness();
				String opening = circuit.awaitOpening(deadlineNanos);
				if (opening.isEmpty()) {
					return circuit.isClosed() ? new Held.Closed()
							: refused("Other nodes have not confirmed in time that they hold events too");
				}
				if (unfitness != null) {
					return refused(unfitness);
				}
				switch (this.store.append(circuit.partition(), opening, share(), events)) {
					case HoldStore.Appended.Done(List<Long> offsets) -> {
						offsets
							.forEach((offset) -> results.add((offset < 0) ? new Held.Safe() : new Held.There(offset)));
						return null;
					}
					case HoldStore.Appended.Closed closed -> {
						circuit.close(opening);
						return new Held.Closed();
					}
					case HoldStore.Appended.Reopened reopened -> this.openings.begin(circuit);
					case HoldStore.Appended.Closing closing -> Thread.sleep(CLOSING_PAUSE);
					case HoldStore.Appended.Full(Duration retryAfter) -> {
						return new Held.Refused("hold_full",
								"Kafka can't be reached, and as much is held for it as millrace.ingest.hold.max-bytes ("
										+ this.properties.maxBytes() + ") allows",
								retryAfter);
					}
				}
				if (System.nanoTime() - deadlineNanos > 0) {
					return refused("Kafka and Redis took too long");
				}
			}
		}
		catch (DataAccessException ex) {
			log.debug("Events of {} may be held or not", circuit, ex);
			return new Held.Unknown();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return refused("The service stops");
		}
	}

	private static Held.Refused refused(String reason) {
		return new Held.Refused("kafka_unavailable", "Kafka can't be reached, and the event was not held: " + reason,
				UNAVAILABLE_RETRY);
	}

	private long share() {
		return this.properties.maxBytes().toBytes() / Math.max(1, this.circuits.all().size());
	}

	/**
	 * Notes events of which nobody knows whether Kafka or the hold has them, so that it
	 * can be asked later. Does nothing while Redis is away.
	 */
	public void unknown(Circuit circuit, List<HeldEvent> events) {
		if (this.membership.unfitness() == null) {
			try {
				this.receipts.unknown(circuit.partition(), events);
			}
			catch (DataAccessException ex) {
				log.debug("No receipts for unknown events of {}", circuit, ex);
			}
		}
	}

	/**
	 * What became of an event that was held or unknown, if it can be told.
	 * @throws DataAccessException if Redis doesn't answer
	 */
	public Optional<Receipt> receipt(String source, String id) {
		return this.receipts.find(this.circuits.all().stream().map(Circuit::partition).toList(),
				HoldKeys.receiptName(source, id));
	}

	/**
	 * The number of partitions by which a topic's events can be held without Kafka being
	 * there to ask; empty if no node ever knew, or Redis doesn't answer.
	 */
	public OptionalInt partitions(String topic) {
		try {
			return this.nodes.partitions(topic);
		}
		catch (DataAccessException ex) {
			return OptionalInt.empty();
		}
	}

	/**
	 * Notes how many partitions a topic has. While events are held by another number it
	 * stays that number, and this topic must not be sent to.
	 * @return the number that events are held by
	 */
	public int pin(String topic, int partitions) {
		try {
			int pinned = this.nodes.pin(topic, partitions, 0);
			boolean held = this.circuits.of(topic, pinned)
				.stream()
				.anyMatch((circuit) -> this.store.look(circuit.partition()).isOpen());
			return (pinned == partitions || held) ? pinned : this.nodes.pin(topic, partitions, pinned);
		}
		catch (DataAccessException ex) {
			return partitions;
		}
	}

	/**
	 * Whether events can be held at the moment.
	 * @return why not, or null
	 */
	public @Nullable String unfitness() {
		return this.membership.unfitness();
	}

	@Override
	public List<HoldStatus> holds() {
		return this.circuits.all().stream().map(Circuit::partition).flatMap((partition) -> {
			Sight sight = this.membership.sight(partition);
			return sight.isOpen() ? Stream.of(new HoldStatus(partition.topic(), partition.partition(), sight.entries(),
					sight.bytes(), sight.openedAt(), sight.oldest())) : Stream.empty();
		}).toList();
	}

	/** How much is held, as of half a second ago. */
	public Depth depth() {
		List<Sight> sights = this.circuits.all()
			.stream()
			.map((circuit) -> this.membership.sight(circuit.partition()))
			.toList();
		Instant now = this.clock.instant();
		Duration age = sights.stream()
			.map(Sight::oldest)
			.flatMap(Stream::ofNullable)
			.min(Instant::compareTo)
			.map((oldest) -> Duration.between(oldest, now))
			.filter(Duration::isPositive)
			.orElse(Duration.ZERO);
		return new Depth(sights.stream().mapToLong(Sight::entries).sum(), sights.stream().mapToLong(Sight::bytes).sum(),
				age, (int) sights.stream().filter(Sight::isOpen).count());
	}

}
