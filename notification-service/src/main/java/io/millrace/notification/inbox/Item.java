package io.millrace.notification.inbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.notification.apply.StoredItem;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A notification as its user sees it.
 *
 * @param id its id
 * @param seq its place in the inbox: later ones have greater
 * @param category what it is filed under
 * @param title plain text
 * @param body plain text
 * @param data the event's data, if there was any and it isn't too large
 * @param eventId the event's id
 * @param createdAt when it came into being, RFC 3339
 * @param readAt when it was read, if it was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Item(String id, long seq, String category, String title, String body, @Nullable JsonNode data,
		String eventId, String createdAt, @Nullable String readAt) {

	static Item of(StoredItem stored, @Nullable String readAt) {
		return new Item(stored.id(), stored.seq(), stored.category(), stored.title(), stored.body(), stored.data(),
				stored.eventId(), stored.createdAt(), readAt);
	}

}
