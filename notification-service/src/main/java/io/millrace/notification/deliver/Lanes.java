package io.millrace.notification.deliver;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * Does what belongs to one user one after the other, and users side by side, each in a
 * virtual thread. Thread-safe.
 */
@Slf4j
final class Lanes {

	private final CountDownLatch stopped = new CountDownLatch(1);

	/** What each user's thread has to do, what it is doing first. */
	private final Map<String, Deque<Job>> waiting = new HashMap<>();

	private final Map<String, Thread> threads = new HashMap<>();

	/**
	 * Something to do.
	 */
	@FunctionalInterface
	interface Job {

		/**
		 * @param stopped opens when this is to be left as it is
		 * @throws InterruptedException if it was left
		 */
		void run(CountDownLatch stopped) throws InterruptedException;

	}

	synchronized void add(String user, Job job) {
		Deque<Job> jobs = this.waiting.get(user);
		if (jobs != null) {
			jobs.add(job);
			return;
		}
		this.waiting.put(user, new ArrayDeque<>(List.of(job)));
		this.threads.put(user, Thread.ofVirtual().name("deliver").start(() -> work(user)));
	}

	private void work(String user) {
		try {
			for (Job job = first(user); job != null; job = next(user)) {
				job.run(this.stopped);
			}
		}
		catch (InterruptedException ex) {
			log.trace("Left to the next owner", ex);
		}
	}

	private synchronized @Nullable Job first(String user) {
		return (this.stopped.getCount() > 0) ? Objects.requireNonNull(this.waiting.get(user)).peek() : null;
	}

	private synchronized @Nullable Job next(String user) {
		Deque<Job> jobs = Objects.requireNonNull(this.waiting.get(user));
		jobs.remove();
		if (jobs.isEmpty()) {
			this.waiting.remove(user);
			this.threads.remove(user);
			return null;
		}
		return first(user);
	}

	/** Begins nothing more, and waits a little for what can be finished. */
	void finish(Duration time) {
		this.stopped.countDown();
		long deadline = System.nanoTime() + time.toNanos();
		try {
			for (Thread thread : running()) {
				thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Ends everything. */
	void stop() {
		this.stopped.countDown();
		running().forEach(Thread::interrupt);
	}

	private synchronized List<Thread> running() {
		return List.copyOf(this.threads.values());
	}

}
