package io.millrace.dashboard.pipeline;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * Looks at one backend, with a bound on how long anybody waits. A look that hangs is not
 * joined by another: who asks meanwhile waits for the same one. Thread-safe.
 */
final class Look<T> {

	private final String backend;

	private final Callable<T> look;

	private final Duration patience;

	private @Nullable FutureTask<T> running;

	Look(String backend, Callable<T> look, Duration patience) {
		this.backend = backend;
		this.look = look;
		this.patience = patience;
	}

	/**
	 * What was seen, or why nothing was: one of the two is there.
	 */
	record Sight<T>(@Nullable T seen, @Nullable String error) {
	}

	/** Begins, unless one is under way. */
	synchronized FutureTask<T> begin() {
		FutureTask<T> current = this.running;
		if (current == null || current.isDone()) {
			current = new FutureTask<>(this.look);
			this.running = current;
			Thread.ofVirtual().name("look-" + this.backend).start(current);
		}
		return current;
	}

	Sight<T> await(FutureTask<T> begun) {
		try {
			return new Sight<>(begun.get(this.patience.toMillis(), TimeUnit.MILLISECONDS), null);
		}
		catch (TimeoutException ex) {
			return new Sight<>(null,
					this.backend + " did not answer within " + this.patience.toMillis() / 1000.0 + " s");
		}
		catch (ExecutionException ex) {
			return new Sight<>(null, describe(ex));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new Sight<>(null, "this service is stopping");
		}
	}

	/** What the innermost cause says. */
	static String describe(Throwable failure) {
		Throwable cause = failure;
		while (cause.getCause() != null && cause.getCause() != cause) {
			cause = cause.getCause();
		}
		String message = cause.getMessage();
		return (message != null) ? message : cause.getClass().getSimpleName();
	}

}
