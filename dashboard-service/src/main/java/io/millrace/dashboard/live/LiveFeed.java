package io.millrace.dashboard.live;

import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Timer;
import io.millrace.common.web.SseEvent;
import io.millrace.common.web.SseStream;
import io.millrace.common.web.SseStreams;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Sends the same frame to every viewer, once per interval; makes none while nobody
 * watches. A viewer that joins gets the newest frame at once. Thread-safe.
 * <p>
 * A frame is absolute: it needs none of those before it. So a viewer that doesn't keep up
 * skips frames, and resuming is being given the newest one, on any node, unless
 * {@code Last-Event-ID} says that it is there already. An id names this feed's run and
 * the frame's number in it; viewers see by its gaps what they skipped.
 */
@Slf4j
@RequiredArgsConstructor
final class LiveFeed implements SmartLifecycle {

	static final String EVENT = "frame";

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final SseStreams streams;

	private final Supplier<String> frames;

	private final Duration interval;

	private final Timer timer;

	private final Semaphore viewer = new Semaphore(0);

	/**
	 * Held while a frame becomes the newest, so that no viewer gets an older one later.
	 */
	private final Object order = new Object();

	/** Another one on each node and after each start. */
	private final String run = UUID.randomUUID().toString().substring(0, 8);

	private @Nullable Thread thread;

	private volatile boolean running;

	private @Nullable Sent latest;

	private long number;

	private record Sent(SseEvent event, long nanos) {
	}

	/**
	 * Opens a viewer's stream.
	 * @param last the id of the frame that the viewer has, null if it has none
	 */
	SseStream open(@Nullable String last) {
		SseStream stream;
		synchronized (this.order) {
			stream = this.streams.open();
			Sent sent = this.latest;
			if (sent != null && isNew(sent) && !Objects.equals(sent.event.id(), last)) {
				stream.send(sent.event);
			}
		}
		this.viewer.release();
		return stream;
	}

	/** Else one is about to be made. */
	private boolean isNew(Sent sent) {
		return System.nanoTime() - sent.nanos < this.interval.toNanos();
	}

	private void run() {
		try {
			while (this.running) {
				while (this.streams.size() == 0) {
					this.viewer.acquire();
				}
				this.viewer.drainPermits();
				long began = System.nanoTime();
				this.timer.record(this::send);
				Thread.sleep(Duration.ofNanos(Math.max(0, this.interval.toNanos() - (System.nanoTime() - began))));
			}
		}
		catch (InterruptedException ex) {
			log.debug("The live feed ends");
		}
	}

	private void send() {
		try {
			this.number++;
			SseEvent event = new SseEvent(this.run + "-" + this.number, EVENT, this.frames.get());
			synchronized (this.order) {
				this.latest = new Sent(event, System.nanoTime());
				this.streams.broadcast(event);
			}
		}
		catch (RuntimeException ex) {
			// Viewers see that nothing comes; the next second may do better.
			log.error("A frame of the live view could not be made", ex);
		}
	}

	@Override
	public synchronized void start() {
		this.running = true;
		this.thread = Thread.ofVirtual().name("live-feed").start(this::run);
	}

	@Override
	public synchronized void stop() {
		this.running = false;
		Thread current = this.thread;
		if (current != null) {
			current.interrupt();
			join(current);
		}
		this.thread = null;
	}

	private static void join(Thread thread) {
		try {
			if (!thread.join(PATIENCE)) {
				log.warn("The live feed has not ended within {}", PATIENCE);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
