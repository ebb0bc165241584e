package io.millrace.ingest.hold;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/**
 * Keeps this node known to the others, and knows what they have opened.
 * <p>
 * Several times within a lease it renews the lease and then reads all markers, in this
 * order: whoever writes a marker afterwards finds the lease and waits for this node's
 * confirmation. So for as long as the lease runs, counted from before it was asked for,
 * this node may send to Kafka without asking Redis. Thread-safe.
 */
@Slf4j
final class Membership implements SmartLifecycle {

	/**
	 * Ends after the web server, whose last requests may still hold events, and before
	 * the connections to Redis.
	 */
	static final int PHASE = 1;

	private final String node = UUID.randomUUID().toString();

	private final NodeStore nodes;

	private final HoldStore holds;

	private final Circuits circuits;

	private final Openings openings;

	private final Duration lease;

	private final Map<TopicPartition, Sight> sights = new ConcurrentHashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition wanted = this.lock.newCondition();

	private final Condition done = this.lock.newCondition();

	private volatile long freshUntilNanos = System.nanoTime();

	/** Whether the last round succeeded; true until the first was tried. */
	private volatile boolean reachable = true;

	private volatile @Nullable String unfitness = "Redis was not asked yet";

	private long rounds;

	/** Moves on when what is being read must not be relied on. */
	private long invalidations;

	private volatile boolean running;

	private @Nullable Thread thread;

	Membership(NodeStore nodes, HoldStore holds, Circuits circuits, Openings openings, HoldProperties properties) {
		this.nodes = nodes;
		this.holds = holds;
		this.circuits = circuits;
		this.openings = openings;
		this.lease = properties.lease();
		openings.join(this);
	}

	String node() {
		return this.node;
	}

	/** Why nothing may be held, or null. */
	@Nullable String unfitness() {
		return this.reachable ? this.unfitness : "Redis can't be reached";
	}

	/** How a partition's hold stood lately. */
	Sight sight(TopicPartition partition) {
		return this.sights.getOrDefault(partition, Sight.NOTHING);
	}

	/**
	 * Returns when this node knows which circuits are open, and may send to the others.
	 * Costs a look at the clock while the lease runs.
	 * @return false if Redis can't be asked
	 */
	boolean awaitFresh() {
		if (System.nanoTime() - this.freshUntilNanos < 0) {
			return true;
		}
		return this.reachable && awaitRound();
	}

	private boolean awaitRound() {
		this.lock.lock();
		try {
			// The round under way may have begun too early.
			long enough = this.rounds + 2;
			long left = this.lease.toNanos() * 2;
			while (this.reachable && this.rounds < enough && left > 0
					&& System.nanoTime() - this.freshUntilNanos >= 0) {
				this.wanted.signal();
				left = this.done.awaitNanos(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.lock.unlock();
		}
		return System.nanoTime() - this.freshUntilNanos < 0;
	}

	/**
	 * Nothing must be sent before the markers were read again.
	 */
	void invalidate() {
		this.lock.lock();
		try {
			this.invalidations++;
			this.freshUntilNanos = System.nanoTime();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void run() {
		while (this.running) {
			round();
			this.lock.lock();
			try {
				this.rounds++;
				this.done.signalAll();
				var unused = this.wanted.await(this.lease.toMillis() / 4, TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				return;
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	private void round() {
		long start = System.nanoTime();
		long valid = invalidations();
		try {
			if (!this.reachable || this.unfitness != null) {
				fitness();
			}
			var unused = this.nodes.renew(this.node);
			this.circuits.all().forEach(this::look);
			this.reachable = true;
			extend(start + this.lease.toNanos(), valid);
		}
		catch (DataAccessException ex) {
			if (this.reachable && this.running) {
				log.warn("Redis can't be reached: while this lasts, events go to Kafka whatever other nodes do, and "
						+ "none can be held: {}", ex.getMessage());
			}
			this.reachable = false;
		}
	}

	private void fitness() {
		String found = this.nodes.unfitness();
		if (found != null && !found.equals(this.unfitness)) {
			log.warn("No events are held while Kafka is away: {}", found);
		}
		else if (found == null) {
			log.info("Redis is there: events are held while Kafka can't take them");
		}
		this.unfitness = found;
	}

	private long invalidations() {
		this.lock.lock();
		try {
			return this.invalidations;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void extend(long untilNanos, long valid) {
		this.lock.lock();
		try {
			if (this.invalidations == valid) {
				this.freshUntilNanos = untilNanos;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void look(Circuit circuit) {
		String known = circuit.opening();
		Sight sight = this.holds.look(circuit.partition());
		this.sights.put(circuit.partition(), sight);
		if (!sight.isOpen()) {
			circuit.close(known);
		}
		else if (known.isEmpty() || !known.equals(sight.opening())) {
			this.openings.begin(circuit);
		}
	}

	@Override
	public synchronized void start() {
		this.running = true;
		this.thread = Thread.ofVirtual().name("hold-membership").start(this::run);
	}

	@Override
	public synchronized void stop() {
		this.running = false;
		Thread loop = this.thread;
		this.thread = null;
		if (loop != null) {
			loop.interrupt();
			try {
				loop.join();
				this.nodes.leave(this.node);
			}
			catch (DataAccessException ex) {
				log.debug("This node's lease can't be given up, it will run out: {}", ex.getMessage());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
