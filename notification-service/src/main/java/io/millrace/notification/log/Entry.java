package io.millrace.notification.log;

import java.util.Objects;

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
		@JsonSubTypes.Type(value = Entry.ReadAll.class, name = "readAll") })
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
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Add(String id, String category, String title, String body, @Nullable JsonNode data, String eventId,
			String source, String rule) implements Entry {

		public Add {
			requireItemId(id);
			Objects.requireNonNull(category, "category");
			Objects.requireNonNull(title, "title");
			Objects.requireNonNull(body, "body");
			Objects.requireNonNull(eventId, "eventId");
			Objects.requireNonNull(source, "source");
			Objects.requireNonNull(rule, "rule");
			data = (data == null || data.isMissingNode() || data.isNull()) ? null : data;
		}

	}

	/**
	 * Something about one notification.
	 */
	sealed interface Mark extends Entry {

		String id();

	}

	/**
	 * A notification was read. An unknown id or one that is read changes nothing.
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
	 * Everything up to a point was read.
	 *
	 * @param upTo the greatest offset of a notification that is meant
	 */
	record ReadAll(@JsonProperty(required = true) long upTo) implements Entry {

		public ReadAll {
			if (upTo < 0) {
				throw new IllegalArgumentException("upTo can't be negative, but is " + upTo);
			}
		}

	}

	private static void requireItemId(@Nullable String id) {
		if (id == null || !ItemId.isPossible(id)) {
			throw new IllegalArgumentException("not the id of a notification: " + id);
		}
	}

}
