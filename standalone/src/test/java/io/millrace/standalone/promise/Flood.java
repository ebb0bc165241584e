package io.millrace.standalone.promise;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Senders who don't care: they post events to one node, each once, and remember which
 * ones were taken.
 */
final class Flood implements AutoCloseable {

	/** Several times as many as are let in at a time. */
	private static final int SENDERS = 500;

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final URI uri;

	private final AtomicInteger number = new AtomicInteger();

	private final Queue<String> taken = new ConcurrentLinkedQueue<>();

	private final Queue<String> unsure = new ConcurrentLinkedQueue<>();

	Flood(int port) {
		this.uri = URI.create("http://127.0.0.1:" + port + "/v1/events");
	}

	/**
	 * What became of some events.
	 *
	 * @param seconds how long it lasted
	 * @param answers when each came, in nanoseconds from the start, by status; 0 for none
	 * @param withoutRetryAfter refusals that don't say when to come back
	 */
	record Wave(double seconds, ConcurrentMap<Integer, Queue<Long>> answers, int withoutRetryAfter) {

		int count(int status) {
			return this.answers.getOrDefault(status, new ConcurrentLinkedQueue<>()).size();
		}

		int perSecond() {
			return (int) (count(202) / this.seconds);
		}

		int others() {
			return this.answers.keySet()
				.stream()
				.filter((status) -> status != 202 && status != 503)
				.mapToInt(this::count)
				.sum();
		}

		/** How many were refused in a part of the time. */
		long refusedIn(Duration from, Duration to) {
			return this.answers.getOrDefault(503, new ConcurrentLinkedQueue<>())
				.stream()
				.filter((nanos) -> nanos >= from.toNanos() && nanos < to.toNanos())
				.count();
		}

		@Override
		public String toString() {
			Map<Integer, Integer> counts = new TreeMap<>();
			this.answers.keySet().forEach((status) -> counts.put(status, count(status)));
			return counts + " in %.1f s".formatted(this.seconds);
		}

	}

	/** From so many senders, each the next one when the last was answered. */
	Wave asFastAsAnswered(int senders, Duration time) throws InterruptedException {
		return wave(senders, time, 0);
	}

	/**
	 * So many a second, unless all senders wait for answers. Their number is always the
	 * same, and so is what their connections cost the node.
	 */
	Wave atRate(int perSecond, Duration time) throws InterruptedException {
		return wave(SENDERS, time, perSecond);
	}

	private Wave wave(int senders, Duration time, int perSecond) throws InterruptedException {
		ConcurrentMap<Integer, Queue<Long>> answers = new ConcurrentHashMap<>();
		AtomicInteger withoutRetryAfter = new AtomicInteger();
		long start = System.nanoTime();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < senders; i++) {
			int sender = i;
			threads.add(Thread.ofVirtual().start(() -> {
				for (int round = 0;; round++) {
					long due = (perSecond == 0) ? System.nanoTime()
							: start + ((long) round * senders + sender) * 1_000_000_000L / perSecond;
					if (due - start >= time.toNanos()) {
						return;
					}
					LockSupport.parkNanos(due - System.nanoTime());
					int status = send(withoutRetryAfter);
					answers.computeIfAbsent(status, (key) -> new ConcurrentLinkedQueue<>())
						.add(System.nanoTime() - start);
				}
			}));
		}
		for (Thread thread : threads) {
			thread.join();
		}
		return new Wave((System.nanoTime() - start) / 1e9, answers, withoutRetryAfter.get());
	}

	private int send(AtomicInteger withoutRetryAfter) {
		String id = "flood/" + this.number.incrementAndGet();
		try {
			HttpResponse<String> answer = this.http.send(
					HttpRequest.newBuilder(this.uri)
						.header("Content-Type", "application/json")
						.timeout(Duration.ofSeconds(15))
						.POST(HttpRequest.BodyPublishers.ofString("{\"id\":\"" + id
								+ "\",\"source\":\"/flood\",\"type\":\"flood.drop\",\"subject\":\"user-"
								+ id.hashCode() % 500 + "\"}"))
						.build(),
					HttpResponse.BodyHandlers.ofString());
			if (answer.statusCode() == 202) {
				this.taken.add(id);
			}
			else {
				if (answer.body().contains("\"unknown\"")) {
					this.unsure.add(id);
				}
				if (answer.headers().firstValue("Retry-After").isEmpty()) {
					withoutRetryAfter.incrementAndGet();
				}
			}
			return answer.statusCode();
		}
		catch (IOException ex) {
			this.unsure.add(id);
			return 0;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return 0;
		}
	}

	/** The ids of all events that were answered 202. */
	Queue<String> taken() {
		return this.taken;
	}

	/** The ids of those that may have arrived: the answer said so, or there was none. */
	Queue<String> unsure() {
		return this.unsure;
	}

	@Override
	public void close() {
		this.http.close();
	}

}
