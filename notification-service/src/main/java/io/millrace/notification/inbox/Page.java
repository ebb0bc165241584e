package io.millrace.notification.inbox;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.common.web.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * A part of an inbox, newest first.
 *
 * @param items the items
 * @param unread how many items of the whole inbox are unread
 * @param epoch see {@link Badge}
 * @param revision see {@link Badge}
 * @param next goes into {@code before} for the page of older ones; null at the end
 * @param latest goes into {@code after} for the page of newer ones, or for what comes
 * later than this answer; null while nothing has come yet
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Page(List<Item> items, int unread, String epoch, long revision, @Nullable String next, @Nullable String latest) {

	Page {
		items = List.copyOf(items);
	}

	/**
	 * @param more whether there are more items in the direction of the request
	 */
	static Page of(Badge badge, List<Item> items, boolean more, PageRequest request) {
		String epoch = badge.epoch();
		boolean up = request.oldestFirst();
		// Whoever goes up came from below.
		String next = ((more || up) && !items.isEmpty()) ? new Cursor(epoch, items.getLast().seq()).encode() : null;
		long newest = (up && more) ? items.getFirst().seq() : badge.revision();
		return new Page(items, badge.unread(), epoch, badge.revision(), next,
				(badge.revision() >= 0 || badge.total() > 0) ? new Cursor(epoch, newest).encode() : null);
	}

}
