package io.millrace.notification.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.notification.channel.Delivery;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is posted: the envelope that Standard Webhooks recommends. The same for every try.
 *
 * @param type always {@code notification}
 * @param timestamp when it was decided
 * @param data the notification
 */
record WebhookBody(String type, String timestamp, Notification data) {

	private static final JsonMapper JSON = JsonMapper.builder()
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build();

	/**
	 * The notification.
	 *
	 * @param id the delivery's, as in the header
	 * @param user who is notified
	 * @param notification the item's id in the inbox, if it is there too
	 * @param category its category
	 * @param title plain text
	 * @param body plain text
	 * @param data the event's data
	 * @param eventId the event's id
	 * @param source the event's source
	 * @param rule the rule's name
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Notification(String id, String user, @Nullable String notification, String category, String title,
			String body, @Nullable JsonNode data, String eventId, String source, String rule) {
	}

	static byte[] of(Delivery delivery) {
		return JSON.writeValueAsBytes(new WebhookBody("notification", String.valueOf(delivery.createdAt()),
				new Notification(delivery.id(), delivery.user(), delivery.notification(), delivery.category(),
						delivery.title(), delivery.body(), delivery.data(), delivery.eventId(), delivery.source(),
						delivery.rule())));
	}

}
