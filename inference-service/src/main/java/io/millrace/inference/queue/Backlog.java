package io.millrace.inference.queue;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * How many requests wait for workers, of all nodes: what Kafka said within the last
 * second, and what this node has appended since. How fast they are done is told by how
 * fast the group's commits move. While Kafka doesn't answer it goes by the last that was
 * known. Thread-safe.
 */
@Slf4j
public final class Backlog implements SmartLifecycle {

	private static final Duration EVERY = Duration.ofSeconds(1);

	/** How much the newest look weighs in the speed. */
	private static final double WEIGHT = 0.3;

	private static final Duration LONGEST = Duration.ofMinutes(1);

	private final Supplier<QueueReader> readers;

	private final int maxLength;

	private final Counter refused;

	/** Since Kafka was asked last. */
	private final AtomicLong added = new AtomicLong();

	private volatile long length;

	private volatile double perSecond;

	private @Nullable Thread looking;

	Backlog(Supplier<QueueReader> readers, int maxLength, MeterRegistry meters) {
		this.readers = readers;
		this.maxLength = maxLength;
		this.refused = Counter.builder("millrace.inference.queue.refused")
			.description("Requests that were refused because too many wait")
			.baseUnit("requests")
			.register(meters);
		Gauge.builder("millrace.inference.queue.length", this, Backlog::length)
			.description("Requests that wait for workers, of all nodes")
			.baseUnit("requests")
			.register(meters);
	}

	private long length() {
		return this.length + this.added.get();
	}

	/** Whether another one may be appended. */
	public boolean hasRoom() {
		return length() < this.maxLength;
	}

	/**
	 * Counts a request that is refused.
	 * @return when there will be room, as things are: from 1 s to a minute
	 */
	public Duration refuse() {
		this.refused.increment();
		double speed = this.perSecond;
		// It is seen a second later, as commits are.
		long seconds = (speed > 0) ? 1 + (long) Math.ceil(length() / speed) : LONGEST.toSeconds();
		return Duration.ofSeconds(Math.clamp(seconds, 1, LONGEST.toSeconds()));
	}

	void add() {
		this.added.incrementAndGet();
	}

	private void look() {
		try (QueueReader reader = this.readers.get()) {
			QueueReader.Sight before = null;
			while (true) {
				before = look(reader, before);
				Thread.sleep(EVERY);
			}
		}
		catch (InterruptedException ex) {
			log.trace("Stopped", ex);
		}
	}

	private QueueReader.@Nullable Sight look(QueueReader reader, QueueReader.@Nullable Sight before)
			throws InterruptedException {
		try {
			long known = this.added.get();
			QueueReader.Sight now = reader.read();
			this.length = now.length();
			this.added.addAndGet(-known);
			if (before != null) {
				double speed = now.speedSince(before);
				this.perSecond = (this.perSecond == 0) ? speed : WEIGHT * speed + (1 - WEIGHT) * this.perSecond;
			}
			return now;
		}
		catch (ExecutionException | TimeoutException | KafkaException ex) {
			log.debug("Kafka doesn't tell how many requests wait: {}", ex.toString());
			return before;
		}
	}

	@Override
	public synchronized void start() {
		this.looking = Thread.ofVirtual().name("backlog").start(this::look);
	}

	@Override
	public synchronized void stop() {
		if (this.looking != null) {
			this.looking.interrupt();
			this.looking = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.looking != null;
	}

}
