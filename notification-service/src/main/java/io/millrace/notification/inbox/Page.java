package io.millrace.notification.inbox;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A part of an inbox, newest first.
 *
 * @param items the items
 * @param unread how many items of the whole inbox are unread
 * @param epoch see {@link Badge}
 * @param revision see {@link Badge}
 * @param next goes into {@code before} for the following page; null at the end
 * @param latest goes into {@code after} for what comes later than this answer; null while
 * nothing has come yet
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Page(List<Item> items, int unread, String epoch, long revision, @Nullable String next, @Nullable String latest) {

	Page {
		items = List.copyOf(items);
	}

}
