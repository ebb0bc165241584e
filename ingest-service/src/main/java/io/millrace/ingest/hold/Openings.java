package io.millrace.ingest.hold;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

/**
 * Opens circuits: writes the marker, or finds it, and waits until every node that lives
 * has stopped sending to the partition, or is known to send no more. Thread-safe.
 */
@Slf4j
@RequiredArgsConstructor
final class Openings {

	private static final Duration PAUSE = Duration.ofMillis(20);

	private final NodeStore nodes;

	private final HoldStore holds;

	private final HoldMetrics metrics;

	private @Nullable Membership membership;

	void join(Membership membership) {
		this.membership = membership;
	}

	/**
	 * Stops sending and sees to the rest in the background, unless that is under way.
	 */
	void begin(Circuit circuit) {
		if (circuit.begin()) {
			run(circuit);
		}
	}

	/**
	 * The same because Kafka failed to take what was handed over at that time.
	 */
	void begin(Circuit circuit, long handedOverNanos) {
		if (circuit.begin(handedOverNanos)) {
			run(circuit);
		}
	}

	private void run(Circuit circuit) {
		var unused = Thread.ofVirtual().name("opening-" + circuit).start(() -> open(circuit));
	}

	private void open(Circuit circuit) {
		Membership own = Objects.requireNonNull(this.membership);
		try {
			String opening = this.holds.open(circuit.partition(), own.node());
			while (!isConfirmed(circuit, opening, own.node())) {
				Thread.sleep(PAUSE);
				Sight sight = this.holds.look(circuit.partition());
				if (!sight.isOpen()) {
					circuit.abandon();
					return;
				}
				if (!sight.opening().equals(opening)) {
					opening = this.holds.open(circuit.partition(), own.node());
				}
			}
			circuit.opened(opening);
			this.metrics.opened();
			log.warn("Events of {} are held in Redis until Kafka takes them (opening {})", circuit, opening);
		}
		catch (DataAccessException ex) {
			log.warn("Events of {} can't be held, Redis doesn't answer: {}", circuit, ex.getMessage());
			giveUp(circuit, own);
		}
		catch (InterruptedException ex) {
			giveUp(circuit, own);
			Thread.currentThread().interrupt();
		}
	}

	/** This node may have confirmed all the same: it must look before it sends. */
	private static void giveUp(Circuit circuit, Membership own) {
		own.invalidate();
		circuit.abandon();
	}

	private boolean isConfirmed(Circuit circuit, String opening, String self) {
		Set<String> awaited = this.nodes.renew(self);
		awaited.removeAll(this.holds.confirmed(circuit.partition(), opening));
		awaited.remove(self);
		return awaited.isEmpty();
	}

}
