package io.millrace.ingest.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * The outcomes of the events of one request as they come in. The first outcome of an
 * event is its only one: once a request was answered, an acknowledgement that comes late
 * changes nothing. Thread-safe.
 */
final class Publication {

	private static final Outcome UNKNOWN = new Outcome.Unknown();

	private final AtomicReferenceArray<@Nullable Outcome> outcomes;

	private final CountDownLatch open;

	Publication(int events) {
		this.outcomes = new AtomicReferenceArray<>(events);
		this.open = new CountDownLatch(events);
	}

	void complete(int index, Outcome outcome) {
		if (this.outcomes.compareAndSet(index, null, outcome)) {
			this.open.countDown();
		}
	}

	void completeFrom(int index, Outcome outcome) {
		for (int i = index; i < this.outcomes.length(); i++) {
			complete(i, outcome);
		}
	}

	@Nullable Outcome outcome(int index) {
		return this.outcomes.get(index);
	}

	/**
	 * The outcomes in order; unknown are those that have not come by then.
	 */
	List<Outcome> await(long deadlineNanos) {
		try {
			if (!this.open.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
				completeFrom(0, UNKNOWN);
			}
		}
		catch (InterruptedException ex) {
			completeFrom(0, UNKNOWN);
			Thread.currentThread().interrupt();
		}
		List<Outcome> all = new ArrayList<>(this.outcomes.length());
		for (int i = 0; i < this.outcomes.length(); i++) {
			all.add(Objects.requireNonNull(this.outcomes.get(i)));
		}
		return all;
	}

}
