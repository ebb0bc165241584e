package io.millrace.notification.log;

import java.util.Objects;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What one record of the inbox log says about its key's inbox. When it happened is the
 * record's append time, and in which order its offset.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "op")
@JsonSubTypes({ @JsonSubTypes.Type(value = Entry.Add.class, name = "add"),
		@JsonSubTypes.Type(value = Entry.Read.class, name = "read"),
		@JsonSubTypes.Type(value = Entry.Unread.class, name = "unread"),
		@JsonSubTypes.Type(value = Entry.Archive.class, name = "archive"),
		@JsonSubTypes.Type(value = Entry.Unarchive.class, name = "unarchive"),
		@JsonSubTypes.Type(value = Entry.Snooze.class, name = "snooze"),
		@JsonSubTypes.Type(value = Entry.Unsnooze.class, name = "unsnooze"),
		@JsonSubTypes.Type(value = Entry.Wake.class, name = "wake"),
		@JsonSubTypes.Type(value = Entry.Delete.class, name = "delete"),
		@JsonSubTypes.Type(value = Entry.Withdraw.class, name = "withdraw"),
		@JsonSubTypes.Type(value = Entry.ReadAll.class, name = "readAll"),
		@JsonSubTypes.Type(value = Entry.ArchiveAll.class, name = "archiveAll"),
		@JsonSubTypes.Type(value = Entry.DeleteAll.class, name = "deleteAll"),
		@JsonSubTypes.Type(value = Entry.Expire.class, name = "expire"),
		@JsonSubTypes.Type(value = Entry.Erase.class, name = "erase") })
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Entry {

	/**
	 * A notification arrived. An id that the inbox holds already changes nothing.
	 *
	 * @param id see {@link ItemId}
	 * @param category the rule's
	 * @param title plain text
	 * @param body plain text
	 * @param data the event's data, if it had any and it isn't too large
	 * @param eventId the event's id
	 * @param source the event's source
	 * @param rule the rule's name
	 * @param collapse if the inbox holds this id already: true if that item now tells of
	 * this event too, keeping its place and being unread again; else this one changes
	 * nothing; null stands for false
	 * @param expiresAt until when it is kept at most, in milliseconds since 1970; null if
	 * as long as its category is
	 * @param broadcast the version of the broadcast that it came of, null if of none: one
	 * at or below that of the last that the inbox has had changes nothing
	 */
	record Add(String id, String category, String title, String body, @Nullable JsonNode data, String eventId,
			String source, String rule, @Nullable Boolean collapse, @Nullable Long expiresAt,
			@Nullable Long broadcast) implements Entry {

		public Add {
			requireItemId(id);
			Objects.requireNonNull(category, "category");
			Objects.requireNonNull(title, "title");
			Objects.requireNonNull(body, "body");
			Objects.requireNonNull(eventId, "eventId");
			Objects.requireNonNull(source, "source");
			Objects.requireNonNull(rule, "rule");
			data = (data == null || data.isMissingNode() || data.isNull()) ? null : data;
			collapse = Boolean.TRUE.equals(collapse) ? true : null;
		}

		/** The same for another recipient. */
		public Add withId(String other) {
			return new Add(other, this.category, this.title, this.body, this.data, this.eventId, this.source, this.rule,
					this.collapse, this.expiresAt, this.broadcast);
		}

		/** See {@link #collapse}. */
		public boolean collapses() {
			return this.collapse != null;
		}

	}

	/**
	 * Something about one notification.
	 */
	sealed interface Mark extends Entry {

		String id();

	}

	/**
	 * A notification was read. One that is read already stays as it is.
	 *
	 * @param id whose
	 */
	record Read(String id) implements Mark {

		public Read {
			requireItemId(id);
		}

	}

	/**
	 * A notification is to be unread again.
	 *
	 * @param id whose
	 */
	record Unread(String id) implements Mark {

		public Unread {
			requireItemId(id);
		}

	}

	/**
	 * A notification is put away, and no longer snoozed if it was.
	 *
	 * @param id whose
	 */
	record Archive(String id) implements Mark {

		public Archive {
			requireItemId(id);
		}

	}

	/**
	 * A notification is taken out of the archive.
	 *
	 * @param id whose
	 */
	record Unarchive(String id) implements Mark {

		public Unarchive {
			requireItemId(id);
		}

	}

	/**
	 * A notification is put aside for a time, and taken out of the archive if it was
	 * there.
	 *
	 * @param id whose
	 * @param until when it comes back, in milliseconds since 1970
	 */
	record Snooze(String id, @JsonProperty(required = true) long until) implements Mark {

		public Snooze {
			requireItemId(id);
			requireTime(until);
		}

	}

	/**
	 * A notification comes back before its time, read or unread as it was.
	 *
	 * @param id whose
	 */
	record Unsnooze(String id) implements Mark {

		public Unsnooze {
			requireItemId(id);
		}

	}

	/**
	 * A notification's time has come: it is back, and unread. Changes nothing if it has
	 * been snoozed until another time since.
	 *
	 * @param id whose
	 * @param until what it was snoozed until, in milliseconds since 1970
	 */
	record Wake(String id, @JsonProperty(required = true) long until) implements Mark {

		public Wake {
			requireItemId(id);
			requireTime(until);
		}

	}

	/**
	 * A notification is removed.
	 *
	 * @param id whose
	 */
	record Delete(String id) implements Mark {

		public Delete {
			requireItemId(id);
		}

	}

	/**
	 * What a broadcast had brought is withdrawn.
	 *
	 * @param id the notification's
	 * @param broadcast the version of the withdrawal, as in {@link Add}
	 */
	record Withdraw(String id, @JsonProperty(required = true) long broadcast) implements Mark {

		public Withdraw {
			requireItemId(id);
			requireOffset(broadcast);
		}

	}

	/**
	 * Something about all notifications of a kind that were there at a point.
	 */
	sealed interface Sweep extends Entry {

		/**
		 * Meant are notifications whose last event is at or below this offset.
		 */
		long upTo();

		/**
		 * In which states those are that are meant.
		 */
		Set<ItemState> states();

		/**
		 * The category of those that are meant, null for all.
		 */
		@Nullable String category();

	}

	/**
	 * Everything up to a point was read.
	 *
	 * @param upTo see {@link Sweep}
	 * @param states see {@link Sweep}; if absent, those that are unread
	 * @param category see {@link Sweep}
	 */
	record ReadAll(@JsonProperty(required = true) long upTo, Set<ItemState> states,
			@Nullable String category) implements Sweep {

		public ReadAll {
			states = orDefault(states, Set.of(ItemState.UNREAD));
			requireOffset(upTo);
		}

	}

	/**
	 * Everything up to a point is put away.
	 *
	 * @param upTo see {@link Sweep}
	 * @param states see {@link Sweep}; if absent, those that are read or unread
	 * @param category see {@link Sweep}
	 */
	record ArchiveAll(@JsonProperty(required = true) long upTo, Set<ItemState> states,
			@Nullable String category) implements Sweep {

		public ArchiveAll {
			states = orDefault(states, ItemState.SHOWN);
			requireOffset(upTo);
		}

	}

	/**
	 * Everything up to a point is removed.
	 *
	 * @param upTo see {@link Sweep}
	 * @param states see {@link Sweep}; if absent, those that are read or unread
	 * @param category see {@link Sweep}
	 */
	record DeleteAll(@JsonProperty(required = true) long upTo, Set<ItemState> states,
			@Nullable String category) implements Sweep {

		public DeleteAll {
			states = orDefault(states, ItemState.SHOWN);
			requireOffset(upTo);
		}

	}

	/**
	 * Notifications have been kept as long as they are.
	 *
	 * @param at removed is what is kept up to then, in milliseconds since 1970
	 */
	record Expire(@JsonProperty(required = true) long at) implements Entry {

		public Expire {
			requireTime(at);
		}

	}

	/**
	 * The user wants to be forgotten: nothing that came before is kept.
	 */
	record Erase() implements Entry {
	}

	private static void requireOffset(long upTo) {
		if (upTo < 0) {
			throw new IllegalArgumentException("upTo can't be negative, but is " + upTo);
		}
	}

	private static void requireTime(long millis) {
		if (millis < 0) {
			throw new IllegalArgumentException("a time can't be negative, but is " + millis);
		}
	}

	/** A record of an earlier release has no states. */
	@SuppressWarnings("ConstantValue")
	private static Set<ItemState> orDefault(@Nullable Set<ItemState> states, Set<ItemState> otherwise) {
		return (states == null) ? otherwise : Set.copyOf(states);
	}

	private static void requireItemId(@Nullable String id) {
		if (id == null || !ItemId.isPossible(id)) {
			throw new IllegalArgumentException("not the id of a notification: " + id);
		}
	}

}
