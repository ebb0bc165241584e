package io.millrace.dashboard.journey;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.millrace.dashboard.cell.Value;
import io.millrace.dashboard.match.ReadEvent;
import io.millrace.dashboard.meter.Metric;

/**
 * Counts users by what they did one after the other. Thread-safe, and a function of the
 * events and of when they were appended alone: whoever reads the log comes to the same.
 */
public interface Journey {

	/**
	 * What it counts.
	 */
	Metric metric();

	/**
	 * Whether it looks at events of a type at all.
	 */
	boolean matches(String type);

	/**
	 * What an event does.
	 * @param event of a type that matches, and not later than
	 * {@link JourneyProperties#allowedLateness()}
	 * @param history of its user
	 * @param appended when the broker appended it
	 * @return empty if that is nothing
	 */
	Optional<Taken> take(ReadEvent event, History history, Instant appended);

	/**
	 * For how long after a history was changed it is needed.
	 */
	Duration remembered();

	/**
	 * What an event does.
	 *
	 * @param history what is to be remembered of its user from then on
	 * @param changes what that counts
	 */
	record Taken(History history, List<Change> changes) {

		public Taken {
			changes = List.copyOf(changes);
		}

	}

	/**
	 * Something to count.
	 *
	 * @param time in whose buckets
	 * @param group in which cell
	 * @param value what it is given
	 */
	record Change(Instant time, String group, Value value) {
	}

}
