package io.millrace.common.web;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * All open streams of one kind. As a bean it ends them before the web server begins its
 * graceful shutdown, which would otherwise wait for streams that never end. Thread-safe.
 */
@RequiredArgsConstructor
public final class SseStreams implements SmartLifecycle {

	private final SseProperties properties;

	private final Set<SseStream> streams = ConcurrentHashMap.newKeySet();

	private volatile boolean running;

	/**
	 * Opens a stream; the controller returns its {@link SseStream#emitter()}. Events may
	 * be sent at once.
	 */
	public SseStream open() {
		return open(null);
	}

	/**
	 * Opens a stream that ends after a time: the client has to connect again, and to show
	 * who it is.
	 * @param lifetime how long it may last, null for as long as the client likes
	 */
	public SseStream open(@Nullable Duration lifetime) {
		SseStream stream = new SseStream(this.properties, lifetime, this.streams::remove);
		this.streams.add(stream);
		stream.start();
		if (!this.running) {
			stream.close();
		}
		return stream;
	}

	/**
	 * Sends the event to every open stream. Never blocks.
	 */
	public void broadcast(SseEvent event) {
		this.streams.forEach((stream) -> stream.send(event));
	}

	/**
	 * How many streams are open.
	 */
	public int size() {
		return this.streams.size();
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.streams.forEach(SseStream::close);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return DEFAULT_PHASE;
	}

}
