package io.millrace.notification.inbox;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.web.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * Which part of an inbox is asked for.
 *
 * @param limit how many items at most
 * @param before only older ones than this
 * @param after only newer ones than this
 * @param state which of them
 */
record PageRequest(int limit, @Nullable Cursor before, @Nullable Cursor after, State state) {

	private static final int DEFAULT_LIMIT = 20;

	private static final int MAX_LIMIT = 100;

	/** As the script knows them. */
	enum State {

		ANY, READ, UNREAD

	}

	static PageRequest of(Parameters parameters) {
		return new PageRequest(limit(parameters.value("limit")), cursor(parameters.value("before")),
				cursor(parameters.value("after")), state(parameters.value("state")));
	}

	private static @Nullable Cursor cursor(@Nullable String text) {
		return (text != null) ? Cursor.decode(text) : null;
	}

	private static int limit(@Nullable String text) {
		if (text == null) {
			return DEFAULT_LIMIT;
		}
		// Four digits at most, so that the number fits.
		int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
		if (limit < 1 || limit > MAX_LIMIT) {
			throw new ProblemException(Problem.INVALID_PARAMETER, "'limit' is a number from 1 to " + MAX_LIMIT);
		}
		return limit;
	}

	private static State state(@Nullable String text) {
		if (text == null) {
			return State.ANY;
		}
		Set<String> states = new TreeSet<>(Arrays.asList(text.split(",", -1)));
		if (states.equals(Set.of("read", "unread"))) {
			return State.ANY;
		}
		return switch (text) {
			case "read" -> State.READ;
			case "unread" -> State.UNREAD;
			default ->
				throw new ProblemException(Problem.INVALID_PARAMETER, "'state' is 'read', 'unread' or 'unread,read'");
		};
	}

	/**
	 * @throws ProblemException 410 if a cursor is of another epoch
	 */
	void requireEpoch(String epoch) {
		requireEpoch(epoch, this.before, "before");
		requireEpoch(epoch, this.after, "after");
	}

	private static void requireEpoch(String epoch, @Nullable Cursor cursor, String name) {
		if (cursor != null && !cursor.epoch().equals(epoch)) {
			throw new ProblemException(Problem.CURSOR_EXPIRED, "'" + name
					+ "' is of an epoch that has ended: the inboxes were built anew. Begin again without a cursor");
		}
	}

}
