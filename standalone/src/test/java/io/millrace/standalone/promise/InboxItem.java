package io.millrace.standalone.promise;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

import tools.jackson.databind.JsonNode;

/**
 * A notification and what was done with it, as an answer, an event of a stream or the log
 * says. Times are as answers have them, empty where something was not done.
 *
 * @param seq its place: later ones have greater
 */
record InboxItem(long seq, String id, String eventId, String title, String createdAt, String readAt, String archivedAt,
		String snoozedUntil) {

	private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

	/** As an answer has it. */
	static InboxItem of(JsonNode item) {
		return new InboxItem(item.get("seq").asLong(), item.get("id").asString(), item.get("eventId").asString(),
				item.get("title").asString(), item.get("createdAt").asString(), item.path("readAt").asString(""),
				item.path("archivedAt").asString(""), item.path("snoozedUntil").asString(""));
	}

	static String time(long millis) {
		return TIME.format(Instant.ofEpochMilli(millis));
	}

	String state() {
		if (!this.archivedAt.isEmpty()) {
			return "archived";
		}
		if (!this.snoozedUntil.isEmpty()) {
			return "snoozed";
		}
		return this.readAt.isEmpty() ? "unread" : "read";
	}

	boolean isUnread() {
		return state().equals("unread");
	}

	InboxItem with(String read, String archived, String snoozed) {
		return new InboxItem(this.seq, this.id, this.eventId, this.title, this.createdAt, read, archived, snoozed);
	}

	/** What was read stays as it was. */
	InboxItem read(String at) {
		return with(this.readAt.isEmpty() ? at : this.readAt, this.archivedAt, this.snoozedUntil);
	}

	InboxItem archived(String at) {
		return with(this.readAt, this.archivedAt.isEmpty() ? at : this.archivedAt, "");
	}

}
