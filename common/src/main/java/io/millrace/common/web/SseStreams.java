package io.millrace.common.web;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * All open streams of one kind. As a bean it ends them before the web server begins its
 * graceful shutdown, which would otherwise wait for streams that never end. Thread-safe.
 */
public final class SseStreams implements SmartLifecycle {

	private final Terms terms;

	private final Set<SseStream> streams = ConcurrentHashMap.newKeySet();

	private volatile boolean running;

	/**
	 * What holds for each of the streams.
	 *
	 * @param heartbeat how long it may be silent
	 * @param maxPending events that may wait for the client
	 * @param skipping whether a client further behind skips events, or else is dropped
	 * @param retry after how long a client should come back; null leaves it to the client
	 */
	record Terms(Duration heartbeat, int maxPending, boolean skipping, @Nullable Duration retry) {
	}

	/**
	 * Streams whose clients get every event: one that falls more than
	 * {@link SseProperties#maxPending()} behind is dropped.
	 */
	public SseStreams(SseProperties properties) {
		this(new Terms(properties.heartbeat(), properties.maxPending(), false, null));
	}

	private SseStreams(Terms terms) {
		this.terms = terms;
	}

	/**
	 * Streams whose events each replace the ones before: at most one waits for a client,
	 * the newest. A client that doesn't keep up skips the others and stays connected.
	 * @param properties of which the heartbeat holds
	 * @param retry after how long a client whose connection broke should come back
	 */
	public static SseStreams ofNewest(SseProperties properties, Duration retry) {
		return new SseStreams(new Terms(properties.heartbeat(), 1, true, retry));
	}

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
		SseStream stream = new SseStream(this.terms, lifetime, this.streams::remove);
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
