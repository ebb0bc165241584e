package io.millrace.notification.channel;

import java.time.Instant;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A notification on its way to one target: what a record of the topic says. The same
 * event comes to the same delivery, however often it is decided.
 *
 * @param id stands for this delivery at every try
 * @param target see {@link Target#name}
 * @param user who is notified
 * @param category the rule's
 * @param title plain text, which may have line breaks
 * @param body plain text
 * @param data the event's data, if it had any and it isn't too large
 * @param eventId the event's id
 * @param source the event's source
 * @param rule the rule's name
 * @param notification the item's id in the inbox, null if it isn't for the inbox
 * @param createdAt when the broker appended the record; null before it has
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Delivery(String id, String target, String user, String category, String title, String body,
		@Nullable JsonNode data, String eventId, String source, String rule, @Nullable String notification,
		@JsonIgnore @Nullable Instant createdAt) {

	public Delivery {
		Objects.requireNonNull(id, "id");
		Objects.requireNonNull(target, "target");
		Objects.requireNonNull(user, "user");
		Objects.requireNonNull(category, "category");
		Objects.requireNonNull(title, "title");
		Objects.requireNonNull(body, "body");
		Objects.requireNonNull(eventId, "eventId");
		Objects.requireNonNull(source, "source");
		Objects.requireNonNull(rule, "rule");
		data = (data == null || data.isMissingNode() || data.isNull()) ? null : data;
	}

	/** The same, once the broker has it. */
	Delivery appendedAt(Instant time) {
		return new Delivery(this.id, this.target, this.user, this.category, this.title, this.body, this.data,
				this.eventId, this.source, this.rule, this.notification, time);
	}

}
