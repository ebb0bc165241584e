package io.millrace.dashboard.live;

import java.time.Duration;
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
 * watches. A viewer that joins gets the latest frame at once. Thread-safe.
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

	private @Nullable Thread thread;

	private volatile boolean running;

	private volatile @Nullable Sent latest;

	private record Sent(SseEvent event, long nanos) {
	}

	SseStream open() {
		SseStream stream = this.streams.open();
		Sent sent = this.latest;
		if (sent != null && System.nanoTime() - sent.nanos < this.interval.toNanos()) {
			stream.send(sent.event);
		}
		this.viewer.release();
		return stream;
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
			SseEvent event = new SseEvent(null, EVENT, this.frames.get());
			this.latest = new Sent(event, System.nanoTime());
			this.streams.broadcast(event);
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
