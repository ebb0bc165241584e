package io.millrace.common.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One client's stream of events. Sending never blocks: events wait in a short queue for
 * the stream's own virtual thread. What becomes of a client that doesn't keep up is
 * {@link SseStreams}' to say: it is dropped (it reconnects and resumes), or it skips
 * events. A comment goes out when nothing else did, so that proxies keep the connection
 * and a client that is gone is noticed. One that takes not a byte for the server's
 * connection timeout (Tomcat: 20 s) is gone, too. Thread-safe.
 */
@Slf4j
public final class SseStream {

	private static final MediaType TEXT = new MediaType("text", "plain", StandardCharsets.UTF_8);

	private static final SseEvent END = new SseEvent(null, "", "");

	private final SseEmitter emitter = new SseEmitter(0L);

	private final AtomicBoolean open = new AtomicBoolean(true);

	private volatile Runnable idle = () -> {
	};

	private final BlockingQueue<SseEvent> pending;

	private final SseStreams.Terms terms;

	/** When it ends, by {@link System#nanoTime()}; null for never. */
	private final @Nullable Long endsAt;

	private final Consumer<SseStream> onClose;

	SseStream(SseStreams.Terms terms, @Nullable Duration lifetime, Consumer<SseStream> onClose) {
		this.pending = new ArrayBlockingQueue<>(terms.maxPending());
		this.terms = terms;
		this.endsAt = (lifetime != null) ? System.nanoTime() + lifetime.toNanos() : null;
		this.onClose = onClose;
		this.emitter.onCompletion(this::close);
		this.emitter.onError((ex) -> close());
	}

	void start() {
		Thread.ofVirtual().name("sse").start(this::write);
	}

	/**
	 * What the controller returns.
	 */
	public SseEmitter emitter() {
		return this.emitter;
	}

	public boolean isOpen() {
		return this.open.get();
	}

	/**
	 * Has something run whenever all that was put into the queue is sent.
	 */
	public void onIdle(Runnable idle) {
		this.idle = idle;
	}

	/**
	 * Whether nothing waits to be sent. Who sends only then has no client dropped for
	 * being slow.
	 */
	public boolean isIdle() {
		return this.pending.isEmpty();
	}

	/**
	 * Puts the event into the client's queue; false if the stream is closed, which it is
	 * when the queue was full and its events must not be skipped.
	 */
	public boolean send(SseEvent event) {
		while (isOpen() && !this.pending.offer(event)) {
			if (this.terms.skipping()) {
				this.pending.poll();
			}
			else {
				log.debug("Dropped a client that is more than {} events behind", this.pending.size());
				close();
			}
		}
		if (!isOpen()) {
			// Room may have been made by taking out what wakes the writer.
			this.pending.offer(END);
		}
		return isOpen();
	}

	/**
	 * Ends the stream; what waits in the queue is not sent.
	 */
	public void close() {
		if (this.open.compareAndSet(true, false)) {
			this.pending.clear();
			// Wakes the writer. It, not the caller, completes the response: that may
			// block on a slow client.
			this.pending.offer(END);
			this.onClose.accept(this);
		}
	}

	private void write() {
		try {
			// A client is not answered before something is written.
			this.emitter.send(opening());
			while (isOpen()) {
				Duration left = left();
				SseEvent event = this.pending.poll(left.toMillis(), TimeUnit.MILLISECONDS);
				if (!left.isPositive()) {
					close();
				}
				if (isOpen()) {
					this.emitter.send(frame(event));
				}
				if (event != null && isIdle()) {
					this.idle.run();
				}
			}
			this.emitter.complete();
		}
		catch (IOException | IllegalStateException ex) {
			// Gone: Spring has been told by the container, or the container will tell it.
			log.debug("A client is gone: {}", ex.toString());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			close();
		}
	}

	/** How long it may be silent. */
	private Duration left() {
		if (this.endsAt == null) {
			return this.terms.heartbeat();
		}
		Duration left = Duration.ofNanos(this.endsAt - System.nanoTime());
		return (left.compareTo(this.terms.heartbeat()) < 0) ? left : this.terms.heartbeat();
	}

	private SseEmitter.SseEventBuilder opening() {
		Duration retry = this.terms.retry();
		return (retry != null) ? frame(null).reconnectTime(retry.toMillis()) : frame(null);
	}

	private static SseEmitter.SseEventBuilder frame(@Nullable SseEvent event) {
		if (event == null) {
			return SseEmitter.event().comment("");
		}
		SseEmitter.SseEventBuilder frame = SseEmitter.event().name(event.name()).data(event.data(), TEXT);
		return (event.id() != null) ? frame.id(event.id()) : frame;
	}

}
