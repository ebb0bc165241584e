package io.millrace.ingest.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.millrace.common.event.body.EventBodyReader;
import io.millrace.ingest.hold.Circuit;
import io.millrace.ingest.hold.Hold;
import io.millrace.ingest.hold.LogIndex;
import io.millrace.ingest.hold.OwnerStore;
import io.millrace.ingest.hold.RequestDeadline;
import io.millrace.ingest.intake.Schemas;
import io.millrace.ingest.publish.EventTopic;
import io.millrace.ingest.publish.Routes;
import io.millrace.sink.log.TransactionalProducers;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Takes what others append to a Redis Stream to Kafka, in its order and each entry once,
 * as what is held is: one node at a time, fenced by a transactional id, after a look at
 * what the log has already. Waits while events are held: those came first. Thread-safe.
 */
@Slf4j
@RequiredArgsConstructor
final class IntakeStream implements SmartLifecycle {

	private static final Duration IDLE = Duration.ofMillis(100);

	private static final Duration OWNED = Duration.ofSeconds(5);

	private final String token = UUID.randomUUID().toString();

	private final OwnerStore owners;

	private final IntakeStreamStore store;

	private final EventBodyReader reader;

	private final Schemas schemas;

	private final TransactionalProducers producers;

	private final Map<String, Object> consumers;

	private final Routes routes;

	private final Hold hold;

	private final RequestDeadline deadline;

	private final IntakeStreamProperties properties;

	private final IntakeStreamMetrics metrics;

	private volatile CountDownLatch stopped = new CountDownLatch(0);

	private @Nullable Thread thread;

	private @Nullable IntakeSession session;

	private @Nullable String obstacle;

	private void run() {
		try {
			while (!this.stopped.await(IDLE.toMillis(), TimeUnit.MILLISECONDS)) {
				attempt();
			}
			end();
			this.owners.release(this.properties.ownerKey(), this.token);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			log.debug("The intake stream is given up by time-out", ex);
		}
	}

	private void attempt() {
		try {
			while (mayTake() && session() != null && take()) {
				log.trace("There may be more");
			}
			this.obstacle = null;
		}
		catch (RuntimeException ex) {
			end();
			String reason = String.valueOf(ex.getMessage());
			if (!reason.equals(this.obstacle)) {
				log.warn("Events of {} wait in Redis: {}", this.properties.key(), reason);
				this.obstacle = reason;
			}
			log.debug("Events of {} wait", this.properties.key(), ex);
		}
	}

	private boolean mayTake() {
		boolean may = isRunning() && this.routes.topics().stream().allMatch(EventTopic::isReady)
				&& this.hold.unfitness() == null && this.routes.circuits().stream().allMatch(Circuit::isClosed)
				&& owned();
		if (!may) {
			end();
		}
		return may;
	}

	private boolean owned() {
		return this.stopped.getCount() > 0 && this.owners.own(this.properties.ownerKey(), this.token, OWNED);
	}

	private boolean take() {
		this.hold.awaitFresh(0);
		return this.session != null && this.session.take();
	}

	/** Begun with the first entry, as it costs a producer and a look at the log. */
	private @Nullable IntakeSession session() {
		if (this.session == null) {
			List<IntakeEntry> first = this.store.oldest(1);
			if (!first.isEmpty()) {
				this.session = begin(first.getFirst());
			}
		}
		return this.session;
	}

	private IntakeSession begin(IntakeEntry first) {
		Producer<byte[], byte[]> producer = this.producers.create("intake." + this.properties.key());
		try {
			producer.initTransactions();
			LogIndex index = LogIndex.read(this.consumers,
					this.routes.circuits().stream().map(Circuit::partition).toList(),
					first.time().minus(this.deadline.duration().multipliedBy(2)), this::owned);
			return new IntakeSession(this.routes, this.store, this.reader, this.schemas, this.properties, this.metrics,
					producer, index);
		}
		catch (RuntimeException ex) {
			producer.close(Duration.ZERO);
			throw ex;
		}
	}

	private void end() {
		IntakeSession ending = this.session;
		this.session = null;
		if (ending != null) {
			ending.close();
		}
	}

	@Override
	public synchronized void start() {
		this.stopped = new CountDownLatch(1);
		this.thread = Thread.ofPlatform().name("intake-stream").daemon().start(this::run);
	}

	@Override
	public synchronized void stop() {
		this.stopped.countDown();
		Thread running = this.thread;
		this.thread = null;
		if (running != null) {
			try {
				if (!running.join(OWNED)) {
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
		return this.stopped.getCount() > 0;
	}

	/** Before what it relies on. */
	@Override
	public int getPhase() {
		return 3;
	}

}
