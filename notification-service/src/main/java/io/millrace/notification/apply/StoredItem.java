package io.millrace.notification.apply;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.millrace.notification.log.Entry;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What of a notification never changes, as JSON in Redis. The creation time stands first
 * and always has the same width: the script that drops old items looks at it without
 * parsing, as data may be nested deeper than Redis' JSON reader goes.
 *
 * @param createdAt the append time of its record, as {@link #time}
 * @param id see {@link io.millrace.notification.log.ItemId}
 * @param seq the offset of its record
 * @param category the rule's
 * @param title plain text
 * @param body plain text
 * @param data the event's data, if it was kept
 * @param eventId the event's id
 */
@JsonPropertyOrder({ "createdAt", "id", "seq", "category", "title", "body", "data", "eventId" })
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StoredItem(String createdAt, String id, long seq, String category, String title, String body,
		@Nullable JsonNode data, String eventId) {

	private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build();

	public StoredItem {
		data = (data == null || data.isMissingNode() || data.isNull()) ? null : data;
	}

	static StoredItem of(Entry.Add entry, long seq, long appendedAtMillis) {
		return new StoredItem(time(appendedAtMillis), entry.id(), seq, entry.category(), entry.title(), entry.body(),
				entry.data(), entry.eventId());
	}

	/**
	 * A time in RFC 3339 with exactly three digits behind the second, in UTC: texts order
	 * as times do.
	 */
	public static String time(long millis) {
		return TIME.format(Instant.ofEpochMilli(millis));
	}

	byte[] toJson() {
		return JSON.writeValueAsBytes(this);
	}

	/**
	 * Reads what an apply script has stored.
	 */
	public static StoredItem fromJson(byte[] json) {
		return JSON.readValue(json, StoredItem.class);
	}

}
