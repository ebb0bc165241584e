package io.millrace.notification.inbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.notification.apply.StoredItem;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A notification as its user sees it. Times are RFC 3339.
 *
 * @param id its id
 * @param seq its place in the inbox: later ones have greater
 * @param category what it is filed under
 * @param title plain text
 * @param body plain text
 * @param data the event's data, if there was any and it isn't too large
 * @param eventId the event's id; the last one's, if it tells of several
 * @param count of how many events it tells, if of several
 * @param createdAt when it came into being
 * @param updatedAt when the last of several events came
 * @param readAt when it was read, if it was
 * @param archivedAt when it was archived, if it was
 * @param snoozedUntil when it comes back, if it is snoozed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Item(String id, long seq, String category, String title, String body, @Nullable JsonNode data,
		String eventId, @Nullable Integer count, String createdAt, @Nullable String updatedAt, @Nullable String readAt,
		@Nullable String archivedAt, @Nullable String snoozedUntil) {

	/**
	 * @param state as {@link io.millrace.notification.apply.InboxKeys} tells
	 */
	static Item of(String id, StoredItem stored, String state) {
		String[] times = state.isEmpty() ? new String[] { "", "", "" } : state.split(",", 3);
		StoredItem.Text text = stored.text();
		boolean several = stored.count() > 1;
		return new Item(id, stored.seq(), stored.category(), text.title(), text.body(), text.data(), text.eventId(),
				several ? stored.count() : null, StoredItem.time(stored.createdAt()),
				several ? StoredItem.time(stored.updatedAt()) : null, time(times[0]), time(times[1]), time(times[2]));
	}

	private static @Nullable String time(String millis) {
		return millis.isEmpty() ? null : StoredItem.time(Long.parseLong(millis));
	}

}
