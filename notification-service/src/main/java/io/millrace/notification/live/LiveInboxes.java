package io.millrace.notification.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.web.SseEvent;
import io.millrace.common.web.SseStream;
import io.millrace.common.web.SseStreams;
import io.millrace.notification.inbox.Arrivals;
import io.millrace.notification.inbox.InboxStore;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/**
 * Keeps every open stream up to date. A hint, or a look at the revisions every few
 * seconds, says that an inbox has changed; what has changed is then read from Redis, from
 * where the stream was left. So nothing is missed when a hint is, and a client that reads
 * slowly is not sent what it hasn't read, but later what is so then. Thread-safe.
 */
@Slf4j
@RequiredArgsConstructor
final class LiveInboxes implements SmartLifecycle {

	private static final int WORKERS = 8;

	private static final Duration RETRY = Duration.ofMillis(500);

	private final SseStreams streams;

	private final InboxStore inboxes;

	private final Arrivals arrivals;

	private final StreamEvents events;

	private final HintStore.Factory hintFactory;

	private final LiveProperties properties;

	private final LiveMetrics metrics;

	private final Map<String, Viewer> viewers = new ConcurrentHashMap<>();

	private final BlockingQueue<Viewer> waiting = new LinkedBlockingQueue<>();

	private final List<Thread> threads = new ArrayList<>();

	private @Nullable HintStore hints;

	private volatile boolean running;

	/**
	 * Opens a stream of somebody's inbox.
	 * @param position from where to go on; null to begin with what is so now
	 * @param lifetime how long it may last, null for as long as the client likes
	 * @throws ProblemException 429 if as many are open as one user may have
	 */
	SseStream open(String user, @Nullable StreamPosition position, @Nullable Duration lifetime) {
		int most = this.properties.maxStreamsPerUser();
		Viewer watched = this.viewers.get(user);
		if (watched != null && watched.prune() && watched.devices.size() >= most) {
			throw new ProblemException(Problem.TOO_MANY_REQUESTS, "This user has " + most
					+ " streams open here already (millrace.notification.live" + ".max-streams-per-user)");
		}
		SseStream stream = this.streams.open(lifetime);
		Viewer viewer = this.viewers.compute(user, (name, known) -> {
			Viewer watching = (known != null) ? known : new Viewer(name);
			watching.devices.add(new Viewer.Device(stream, position));
			return watching;
		});
		stream.onIdle(() -> {
			if (viewer.skipped.compareAndSet(true, false)) {
				enqueue(viewer);
			}
		});
		enqueue(viewer);
		return stream;
	}

	private void changed(String user) {
		Viewer viewer = this.viewers.get(user);
		if (viewer != null) {
			enqueue(viewer);
		}
	}

	private void enqueue(Viewer viewer) {
		if (viewer.waiting.compareAndSet(false, true)) {
			this.waiting.add(viewer);
		}
	}

	private void enqueueAll() {
		this.viewers.values().forEach(this::enqueue);
	}

	private void work() {
		while (this.running) {
			try {
				Viewer viewer = this.waiting.take();
				viewer.waiting.set(false);
				this.metrics.refreshes.record(() -> refresh(viewer));
			}
			catch (ProblemException ex) {
				log.debug("A stream waits: {}", ex.getMessage());
			}
			catch (InterruptedException ex) {
				return;
			}
			catch (RuntimeException ex) {
				log.error("A stream could not be brought up to date, it is tried again", ex);
			}
		}
	}

	private void refresh(Viewer viewer) {
		// What it brings comes with a hint of its own.
		this.arrivals.bring(viewer.user, Duration.ZERO);
		synchronized (viewer) {
			if (!viewer.prune()) {
				forget(viewer);
				return;
			}
			Map<StreamPosition, Told> told = new HashMap<>();
			for (Viewer.Device device : viewer.devices) {
				if (!device.stream.isIdle()) {
					// Has not read the last yet, and is told when it has.
					viewer.skipped.set(true);
				}
				if (device.stream.isIdle()) {
					tell(viewer.user, device, told);
				}
			}
		}
	}

	/** What was told from a position on, and up to where. */
	private record Told(List<SseEvent> events, StreamPosition position) {
	}

	private void tell(String user, Viewer.Device device, Map<StreamPosition, Told> told) {
		StreamPosition position = device.position;
		if (position == null) {
			InboxStore.Look now = this.inboxes.look(user, "");
			device.stream.send(this.events.badge(now.badge()));
			device.position = StreamPosition.of(now.badge());
			return;
		}
		Told since = told.computeIfAbsent(position, (from) -> since(user, from));
		since.events().forEach(device.stream::send);
		device.position = since.position();
	}

	private Told since(String user, StreamPosition position) {
		var changes = this.inboxes.changes(user, position.epoch(), position.revision());
		StreamPosition now = StreamPosition.of(changes.badge());
		if (now.equals(position)) {
			return new Told(List.of(), position);
		}
		if (!changes.complete()) {
			this.metrics.resets.increment();
		}
		return new Told(this.events.since(position, changes), now);
	}

	private void forget(Viewer viewer) {
		this.viewers.computeIfPresent(viewer.user, (user, known) -> known.prune() ? known : null);
	}

	private void check() {
		try {
			while (this.running) {
				Thread.sleep(checked() ? this.properties.checkInterval() : RETRY);
			}
		}
		catch (InterruptedException ex) {
			log.debug("Streams are checked no longer");
		}
	}

	private boolean checked() {
		try {
			look();
			return true;
		}
		catch (ProblemException | DataAccessException ex) {
			log.debug("Streams can't be checked: {}", ex.getMessage());
		}
		catch (RuntimeException ex) {
			log.error("Streams could not be checked, it is tried again", ex);
		}
		return false;
	}

	private void look() {
		this.viewers.values().forEach((viewer) -> {
			if (!viewer.prune()) {
				forget(viewer);
			}
		});
		String epoch = this.inboxes.epoch();
		HintStore current = this.hints;
		if (current != null) {
			current.listenTo(epoch, this.inboxes.partitions());
		}
		this.inboxes.revisions(this.viewers.keySet()).forEach((user, revision) -> {
			Viewer viewer = this.viewers.get(user);
			if (viewer != null && viewer.isBehind(new StreamPosition(epoch, revision))) {
				enqueue(viewer);
			}
		});
	}

	@Override
	public synchronized void start() {
		this.running = true;
		this.arrivals.listen(this::enqueueAll);
		this.hints = this.hintFactory.create(this::changed, this::enqueueAll);
		this.threads.add(Thread.ofVirtual().name("live-check").start(this::check));
		for (int i = 0; i < WORKERS; i++) {
			this.threads.add(Thread.ofVirtual().name("live-" + i).start(this::work));
		}
	}

	@Override
	public synchronized void stop() {
		this.running = false;
		this.threads.forEach(Thread::interrupt);
		this.threads.clear();
		if (this.hints != null) {
			this.hints.close();
			this.hints = null;
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
