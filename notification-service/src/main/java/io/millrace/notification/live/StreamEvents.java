package io.millrace.notification.live;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.common.web.SseEvent;
import io.millrace.notification.inbox.Badge;
import io.millrace.notification.inbox.Changes;
import io.millrace.notification.inbox.Item;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts changes of an inbox into words. Each event says how many items are unread and at
 * which revision all of it is so: items are told as they are then, so a client that knows
 * a later revision may pass an event over. Only the last has an id, so that whoever is
 * cut off in between gets all of them again.
 */
@RequiredArgsConstructor
final class StreamEvents {

	private final JsonMapper json;

	/**
	 * Something about one item.
	 *
	 * @param notification the item as it is now
	 * @param deleted the id of an item that has left
	 * @param unread how many items are unread
	 * @param revision when this was so
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Change(@Nullable Item notification, @Nullable String deleted, int unread, long revision) {
	}

	/**
	 * What a client that knows the inbox up to a position has to be told.
	 */
	List<SseEvent> since(StreamPosition position, Changes changes) {
		if (!changes.complete()) {
			return List.of(last("reset", changes.badge()));
		}
		Badge badge = changes.badge();
		List<SseEvent> events = new ArrayList<>();
		for (Item item : changes.items()) {
			events.add(event((item.seq() > position.revision()) ? "item" : "update",
					new Change(item, null, badge.unread(), badge.revision())));
		}
		for (String id : changes.removed()) {
			events.add(event("update", new Change(null, id, badge.unread(), badge.revision())));
		}
		events.add(badge(badge));
		return events;
	}

	SseEvent badge(Badge badge) {
		return last("badge", badge);
	}

	private SseEvent event(String name, Object data) {
		return new SseEvent(null, name, this.json.writeValueAsString(data));
	}

	private SseEvent last(String name, Badge badge) {
		return new SseEvent(StreamPosition.of(badge).toString(), name, this.json.writeValueAsString(badge));
	}

}
