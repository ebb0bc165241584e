package io.millrace.ingest.publish;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.millrace.common.topic.PartitionCountMismatchException;
import io.millrace.common.topic.TopicProvisioner;
import io.millrace.common.topic.TopicSettings;
import io.millrace.ingest.hold.Circuit;
import io.millrace.ingest.hold.Hold;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * A topic that events go to. Made sure of at start; while Kafka is away that is tried
 * again and again, and nothing is sent meanwhile, but held if possible: a broker that
 * creates topics by itself would make it with another number of partitions. Thread-safe.
 */
@Slf4j
@RequiredArgsConstructor
public final class EventTopic {

	private static final Duration PAUSE = Duration.ofSeconds(3);

	private final TopicSettings settings;

	private final TopicProvisioner provisioner;

	private final Producers producers;

	private final Hold hold;

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile boolean ready;

	/** By partition; empty as long as their number isn't known. */
	private volatile List<Circuit> circuits = List.of();

	private volatile @Nullable String obstacle = "Not tried yet";

	String name() {
		return this.settings.name();
	}

	/** Whether events may be sent to it. */
	public boolean isReady() {
		return this.ready;
	}

	/** Whether its events can be taken, one way or the other. */
	boolean takes() {
		return this.ready || (!this.circuits.isEmpty() && this.hold.unfitness() == null);
	}

	/** Why none may be sent to it, or null. */
	@Nullable String obstacle() {
		return this.obstacle;
	}

	/**
	 * The circuits of its partitions. There as soon as their number is known, from Kafka
	 * or from what nodes have held before; empty until then.
	 */
	public List<Circuit> circuits() {
		return this.circuits;
	}

	/**
	 * Fails only where waiting is of no use.
	 * @throws PartitionCountMismatchException if the topic exists with another number of
	 * partitions
	 */
	void start() {
		if (!tryEnsure()) {
			Thread.ofVirtual().name("topic-" + name()).start(this::ensureInBackground);
		}
	}

	private boolean tryEnsure() {
		try {
			this.provisioner.ensure(this.settings);
			// The first event must not have to wait for this.
			var unused = this.producers.current().partitionsFor(name());
			pin();
		}
		catch (KafkaException ex) {
			String reason = Reason.of(ex);
			this.obstacle = reason;
			if (this.closed.getCount() == 0) {
				return false;
			}
			recall();
			log.warn("Kafka can't be reached to make sure of topic {}; {}; next try in {} s: {}", name(),
					this.circuits.isEmpty() ? "no events are taken" : "events are held", PAUSE.toSeconds(), reason);
		}
		return this.ready;
	}

	private void pin() {
		int partitions = this.settings.partitions();
		int held = this.hold.pin(name(), partitions);
		if (held != partitions) {
			this.obstacle = "Events are held for " + name() + " by " + held + " partitions, but it has " + partitions
					+ "; start with millrace.topics.*.partitions=" + held + " until nothing is held any more";
			log.error("No events are taken: {}", this.obstacle);
			return;
		}
		this.circuits = this.hold.circuits(name(), partitions);
		this.obstacle = null;
		this.ready = true;
		log.info("Topic {} is there with {} partitions: taking events", name(), partitions);
	}

	/** Without Kafka the number must be one that was seen before. */
	private void recall() {
		OptionalInt known = this.hold.partitions(name());
		if (this.circuits.isEmpty() && known.isPresent() && known.getAsInt() == this.settings.partitions()) {
			this.circuits = this.hold.circuits(name(), known.getAsInt());
		}
	}

	private void ensureInBackground() {
		try {
			while (!this.closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS) && !tryEnsure()) {
				log.debug("Still no topic {}", name());
			}
		}
		catch (PartitionCountMismatchException ex) {
			this.obstacle = ex.getMessage();
			log.error("No events are taken until the service is started anew: {}", ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	void close() {
		this.closed.countDown();
	}

}
