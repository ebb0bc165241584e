package io.millrace.inference.request;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.millrace.common.problem.ProblemException;
import io.millrace.inference.result.Result;
import io.millrace.inference.result.ResultId;
import org.jspecify.annotations.Nullable;

/**
 * Who waits on this node, by what they wait for. Thread-safe.
 */
final class Waiters {

	private final ConcurrentHashMap<ResultId, Waiting> waiting = new ConcurrentHashMap<>();

	/**
	 * Those on this node who wait for one id.
	 */
	static final class Waiting {

		private final ResultId id;

		private volatile @Nullable Question question;

		private final CompletableFuture<Result> result = new CompletableFuture<>();

		/** How many; changed inside the map's compute only. */
		private int count;

		private volatile long triedNanos = System.nanoTime();

		private Waiting(ResultId id) {
			this.id = id;
		}

		ResultId id() {
			return this.id;
		}

		/** Null if none of them knows what it is the answer to. */
		@Nullable Question question() {
			return this.question;
		}

		/**
		 * Completed with the result, or with a {@link ProblemException}.
		 */
		CompletableFuture<Result> result() {
			return this.result;
		}

		/** When somebody here last tried to have it computed. */
		long triedNanos() {
			return this.triedNanos;
		}

		void tried() {
			this.triedNanos = System.nanoTime();
		}

	}

	/**
	 * Somebody's place among those who wait.
	 *
	 * @param first whether nobody else here sees to it that it is computed
	 */
	record Place(Waiting waiting, boolean first) {
	}

	/**
	 * Begins to wait; {@link #leave} must follow.
	 * @param question null for one who only looks on
	 */
	Place join(ResultId id, @Nullable Question question) {
		boolean[] first = new boolean[1];
		Waiting joined = this.waiting.compute(id, (key, known) -> {
			Waiting one = (known != null) ? known : new Waiting(id);
			if (question != null && one.question == null) {
				one.question = question;
				first[0] = true;
			}
			one.count++;
			return one;
		});
		return new Place(Objects.requireNonNull(joined), first[0]);
	}

	void leave(Waiting one) {
		this.waiting.computeIfPresent(one.id, (key, known) -> {
			if (known != one) {
				return known;
			}
			one.count--;
			return (one.count == 0) ? null : one;
		});
	}

	Collection<Waiting> all() {
		return List.copyOf(this.waiting.values());
	}

	boolean has(ResultId id) {
		return this.waiting.containsKey(id);
	}

	void complete(ResultId id, Result result) {
		Waiting done = this.waiting.remove(id);
		if (done != null) {
			done.result.complete(result);
		}
	}

	void fail(ResultId id, ProblemException failure) {
		Waiting done = this.waiting.remove(id);
		if (done != null) {
			done.result.completeExceptionally(failure);
		}
	}

	/** The same where nobody sees to it that it is computed. */
	void failOnlookers(ResultId id, ProblemException failure) {
		this.waiting.computeIfPresent(id, (key, known) -> {
			if (known.question != null) {
				return known;
			}
			known.result.completeExceptionally(failure);
			return null;
		});
	}

}
