package io.millrace.ingest.hold;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Hands over what is held, one partition after the other, and closes its circuit. Of all
 * nodes one at a time does so for a partition; that is settled by a token in Redis that
 * runs out, and enforced by Kafka, which refuses the transactions of all but the last
 * one. Thread-safe.
 */
@Slf4j
@RequiredArgsConstructor
final class Drainer implements SmartLifecycle {

	private static final Duration PAUSE = Duration.ofMillis(500);

	/** How long a dead owner keeps the others waiting. */
	private static final Duration OWNED = Duration.ofSeconds(5);

	private final String token = UUID.randomUUID().toString();

	private final Circuits circuits;

	private final OwnerStore owners;

	private final HandOver handOver;

	private final Map<TopicPartition, String> obstacles = new ConcurrentHashMap<>();

	private volatile CountDownLatch stopped = new CountDownLatch(1);

	private volatile @Nullable Thread thread;

	/** What keeps partitions from being handed over; empty while all goes well. */
	Map<TopicPartition, String> obstacles() {
		return this.obstacles;
	}

	private void run() {
		try {
			while (!this.stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
				for (Circuit circuit : this.circuits.all()) {
					if (!circuit.isClosed() && this.stopped.getCount() > 0) {
						attempt(circuit);
					}
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void attempt(Circuit circuit) {
		TopicPartition partition = circuit.partition();
		String key = HoldKeys.owner(partition);
		try {
			if (this.owners.own(key, this.token, OWNED)) {
				try {
					this.handOver.run(circuit,
							() -> this.stopped.getCount() > 0 && this.owners.own(key, this.token, OWNED));
				}
				finally {
					this.owners.release(key, this.token);
				}
			}
			this.obstacles.remove(partition);
		}
		catch (RuntimeException ex) {
			String reason = describe(ex);
			if (!reason.equals(this.obstacles.put(partition, reason))) {
				log.warn("What is held of {} can't be handed over yet: {}", partition, reason);
			}
			log.debug("What is held of {} can't be handed over", partition, ex);
		}
	}

	private static String describe(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null && root.getCause() != root) {
			root = root.getCause();
		}
		return (root.getMessage() != null) ? root.getMessage() : root.getClass().getSimpleName();
	}

	@Override
	public synchronized void start() {
		this.stopped = new CountDownLatch(1);
		this.thread = Thread.ofPlatform().name("hold-drainer").daemon().start(this::run);
	}

	@Override
	public synchronized void stop() {
		this.stopped.countDown();
		Thread running = this.thread;
		this.thread = null;
		if (running != null) {
			try {
				if (!running.join(Duration.ofSeconds(6))) {
					running.interrupt();
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public boolean isRunning() {
		return this.thread != null;
	}

	/** Before the membership ends. */
	@Override
	public int getPhase() {
		return Membership.PHASE + 1;
	}

}
