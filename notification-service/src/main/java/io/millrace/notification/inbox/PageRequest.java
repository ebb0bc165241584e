package io.millrace.notification.inbox;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.web.Cursor;
import io.millrace.notification.log.ItemState;
import org.jspecify.annotations.Nullable;

/**
 * Which part of an inbox is asked for.
 *
 * @param limit how many items at most
 * @param before only older ones than this
 * @param after only newer ones than this; alone, the page is the one next to it
 * @param states which of them
 * @param category which of them, null for all
 */
record PageRequest(int limit, @Nullable Cursor before, @Nullable Cursor after, Set<ItemState> states,
		@Nullable String category) {

	private static final int DEFAULT_LIMIT = 20;

	private static final int MAX_LIMIT = 100;

	PageRequest {
		states = Set.copyOf(states);
	}

	/** The next of all items, in every state. */
	static PageRequest ofAll(@Nullable String before) {
		return new PageRequest(MAX_LIMIT, cursor(before), null, Set.of(ItemState.values()), null);
	}

	static PageRequest of(Parameters parameters) {
		return new PageRequest(limit(parameters.value("limit")), cursor(parameters.value("before")),
				cursor(parameters.value("after")), states(parameters.value("state")), parameters.category());
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

	private static Set<ItemState> states(@Nullable String text) {
		if (text == null) {
			return ItemState.SHOWN;
		}
		try {
			return Arrays.stream(text.split(",", -1)).map(ItemState::of).collect(Collectors.toSet());
		}
		catch (IllegalArgumentException ex) {
			throw new ProblemException(Problem.INVALID_PARAMETER, "'state': " + ex.getMessage());
		}
	}

	/**
	 * Whether the items next to {@code after} are wanted, not the newest.
	 */
	boolean oldestFirst() {
		return this.after != null && this.before == null;
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
