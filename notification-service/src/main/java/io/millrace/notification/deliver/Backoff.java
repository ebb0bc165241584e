package io.millrace.notification.deliver;

import java.time.Duration;
import java.util.random.RandomGenerator;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait after a failure: twice as long each time, within a bound. Thread-safe
 * if the random numbers are.
 */
@RequiredArgsConstructor
final class Backoff {

	/** Twice the shortest pause this often is beyond every bound. */
	private static final int MOST_DOUBLINGS = 40;

	private final Duration initial;

	private final Duration longest;

	private final RandomGenerator random;

	/**
	 * @param failures how often it has failed, at least once
	 * @param asked how long the receiver wants to be left alone; it is, within the bound
	 */
	Duration after(int failures, @Nullable Duration asked) {
		long millis = this.longest.toMillis();
		int doublings = Math.min(failures - 1, MOST_DOUBLINGS);
		if (this.initial.toMillis() <= millis >> doublings) {
			millis = this.initial.toMillis() << doublings;
		}
		// Or all that failed together would come again together.
		Duration pause = Duration.ofMillis(millis - (long) (this.random.nextDouble() * millis / 2));
		if (asked != null && asked.compareTo(pause) > 0) {
			return (asked.compareTo(this.longest) > 0) ? this.longest : asked;
		}
		return pause;
	}

}
