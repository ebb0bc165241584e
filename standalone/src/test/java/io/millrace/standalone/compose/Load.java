package io.millrace.standalone.compose;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

import io.millrace.testsupport.Model;
import io.millrace.testsupport.TestEvent;
import io.millrace.testsupport.TestEvents;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Seeded events, resent ones among them, at a constant rate, one batch after the other so
 * that each user's order is known; and what must come of those that were accepted.
 */
final class Load {

	private static final int BATCH = 200;

	private final Nodes ingest;

	private final Instant to = Instant.now().truncatedTo(ChronoUnit.MINUTES);

	private final Instant from = this.to.minus(Duration.ofDays(1));

	private final Iterator<TestEvent> events;

	private final Model model = new Model(Map.of("order.paid", (event) -> "Payment received"));

	private long sent;

	Load(Nodes ingest, long seed, int events) {
		this.ingest = ingest;
		this.events = new TestEvents(seed, 300, this.to, Duration.between(this.from, this.to), 0.05, 0.05)
			.generate(events)
			.iterator();
	}

	/**
	 * Sends while something is done.
	 * @param retries how often a batch may be tried again, with the same ids
	 * @return events sent per second
	 * @throws Exception what was thrown by the work or by sending
	 */
	double during(int perSecond, int retries, Callable<?> work) throws Exception {
		CompletableFuture<Void> done = new CompletableFuture<>();
		Thread worker = Thread.ofVirtual().start(() -> {
			try {
				work.call();
				done.complete(null);
			}
			catch (Throwable ex) {
				done.completeExceptionally(ex);
			}
		});
		long before = this.sent;
		long start = System.nanoTime();
		long next = start;
		while (!done.isDone()) {
			send(retries);
			next += 1_000_000_000L * BATCH / perSecond;
			LockSupport.parkNanos(next - System.nanoTime());
		}
		worker.join();
		done.get();
		return (this.sent - before) * 1e9 / (System.nanoTime() - start);
	}

	private void send(int retries) throws Exception {
		List<TestEvent> batch = new ArrayList<>();
		while (batch.size() < BATCH && this.events.hasNext()) {
			batch.add(this.events.next());
		}
		assertThat(batch).as("events left").isNotEmpty();
		var answer = this.ingest.send("/v1/events",
				(request) -> request.header("Content-Type", "application/x-ndjson")
					.header("Prefer", "return=minimal")
					.POST(HttpRequest.BodyPublishers.ofString(TestEvent.ndjson(batch))),
				retries);
		assertThat(answer.get("accepted").asInt()).isEqualTo(batch.size());
		this.model.accept(batch);
		this.sent += batch.size();
	}

	Model model() {
		return this.model;
	}

	/** All events that were sent, those that were sent twice twice. */
	long sent() {
		return this.sent;
	}

	Instant from() {
		return this.from;
	}

	Instant to() {
		return this.to;
	}

}
