package io.millrace.standalone.promise;

import java.util.List;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All of an inbox at one moment.
 *
 * @param revision which moment
 * @param unread what the badge says
 * @param items in every state, newest first
 */
record InboxView(long revision, int unread, List<InboxItem> items) {

	/** How many items an inbox holds here, so that a page shows all of it. */
	static final int MAX_ITEMS = 100;

	InboxView {
		items = List.copyOf(items);
	}

	/** The page that shows all of an inbox. */
	static String path(String user) {
		return "/v1/notifications?limit=" + MAX_ITEMS + "&state=unread,read,archived,snoozed&user="
				+ Scenario.encode(user);
	}

	/** What a page shows, whose badge must say what its list does. */
	static InboxView of(JsonNode page) {
		InboxView view = new InboxView(page.get("revision").asLong(), page.get("unread").asInt(),
				page.get("items").valueStream().map(InboxItem::of).toList());
		assertThat((long) view.unread()).as("the badge of the list %s", view)
			.isEqualTo(view.items().stream().filter(InboxItem::isUnread).count());
		return view;
	}

}
