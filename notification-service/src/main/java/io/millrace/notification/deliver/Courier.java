package io.millrace.notification.deliver;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.micrometer.core.instrument.Counter;
import io.millrace.notification.channel.Delivery;
import io.millrace.notification.channel.Outcome;
import io.millrace.notification.channel.Target;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Brings deliveries to one target, however often that takes, or sets them aside.
 * Thread-safe.
 */
@Slf4j
@RequiredArgsConstructor
final class Courier {

	private final Target target;

	private final DeadLetterBox deadLetters;

	private final DeliverMetrics metrics;

	private final Condition condition;

	private final Backoff backoff;

	private final Duration timeout;

	private final int maxAttempts;

	/** Held by tries, not by what waits to be tried again. */
	private final Semaphore permits;

	Target target() {
		return this.target;
	}

	DeliverMetrics metrics() {
		return this.metrics;
	}

	Condition condition() {
		return this.condition;
	}

	/**
	 * Returns when nothing is left to be done for it.
	 * @return what counts those that ended like it
	 * @throws InterruptedException if something is, and it was stopped
	 */
	Counter deliver(ConsumerRecord<byte[], byte[]> record, Delivery delivery, CountDownLatch stopped)
			throws InterruptedException {
		for (int attempt = 1;; attempt++) {
			Outcome outcome = attempt(delivery);
			Counter end = end(record, delivery, outcome, attempt, stopped);
			if (end != null) {
				return end;
			}
			this.metrics.retries.increment();
			Duration pause = this.backoff.after(attempt, outcome.retryAfter());
			if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new InterruptedException();
			}
		}
	}

	/** Null if it isn't the end. */
	private @Nullable Counter end(ConsumerRecord<byte[], byte[]> record, Delivery delivery, Outcome outcome,
			int attempt, CountDownLatch stopped) throws InterruptedException {
		String reason = Objects.requireNonNullElse(outcome.reason(), "");
		switch (outcome.kind()) {
			case DELIVERED -> {
				this.condition.succeeded();
				return this.metrics.delivered;
			}
			case SKIPPED -> {
				return this.metrics.skipped;
			}
			case REFUSED -> {
				return setAside(record, delivery.id(), reason, stopped);
			}
			case FAILED -> this.condition.failed(reason);
		}
		return (attempt == this.maxAttempts)
				? setAside(record, delivery.id(), reason + " (" + attempt + " tries)", stopped) : null;
	}

	/** The same when Kafka has it among the dead letters. */
	Counter setAside(ConsumerRecord<byte[], byte[]> record, String what, String reason, CountDownLatch stopped)
			throws InterruptedException {
		this.deadLetters.put(record, reason, stopped);
		this.condition.gaveUp(what, reason, this.deadLetters.topic());
		return this.metrics.deadLetters;
	}

	/**
	 * A try in a thread of its own: interrupting one that waits for a socket closes it,
	 * so that it ends in time whatever the other side does.
	 */
	private Outcome attempt(Delivery delivery) throws InterruptedException {
		this.permits.acquire();
		FutureTask<Outcome> attempt = new FutureTask<>(() -> this.target.send(delivery));
		Thread.ofVirtual().name("try").start(() -> {
			try {
				this.metrics.tries.record(attempt);
			}
			finally {
				this.permits.release();
			}
		});
		try {
			return attempt.get(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			return Outcome.failed("no answer within " + this.timeout);
		}
		catch (ExecutionException ex) {
			log.error("A try of {} failed in a way that it shouldn't", this.target.name(), ex);
			return Outcome.failed("a bug: " + ex.getCause());
		}
		finally {
			attempt.cancel(true);
		}
	}

}
