package io.millrace.notification.apply;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.notification.log.Entry;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A notification as Redis has it, without what its user did with it: a line with what the
 * scripts look at, then JSON, which they don't read, as data may be nested deeper than
 * Redis' JSON reader goes. The line is
 * {@code seq,changed,createdAt,updatedAt,expiresAt,count,category}; what would repeat an
 * earlier field, or is a count of one, is empty.
 *
 * @param seq the offset of the first record
 * @param changed the offset of the last event's record
 * @param createdAt the append time of the first record, milliseconds since 1970
 * @param updatedAt that of the last event's record
 * @param expiresAt until when it is kept
 * @param count how many events it tells of
 * @param category the rule's
 * @param text the rest
 */
public record StoredItem(long seq, long changed, long createdAt, long updatedAt, long expiresAt, int count,
		String category, Text text) {

	private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build();

	private static final int FIELDS = 7;

	/**
	 * What only readers look at.
	 *
	 * @param title plain text
	 * @param body plain text
	 * @param data the event's data, if it was kept
	 * @param eventId the event's id
	 * @param source the event's source
	 * @param rule the rule that made it
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Text(String title, String body, @Nullable JsonNode data, String eventId, String source, String rule) {

		public Text {
			data = (data == null || data.isMissingNode() || data.isNull()) ? null : data;
		}

	}

	/**
	 * A new item.
	 * @param kept how long it is kept from its record's append time on
	 */
	static StoredItem of(Entry.Add entry, long seq, long appendedAt, Duration kept) {
		return new StoredItem(seq, seq, appendedAt, appendedAt, expiresAt(entry, appendedAt + kept.toMillis()), 1,
				entry.category(),
				new Text(entry.title(), entry.body(), entry.data(), entry.eventId(), entry.source(), entry.rule()));
	}

	private static long expiresAt(Entry.Add entry, long latest) {
		return (entry.expiresAt() != null) ? Math.min(entry.expiresAt(), latest) : latest;
	}

	/**
	 * A time in RFC 3339 with exactly three digits behind the second, in UTC: texts order
	 * as times do.
	 */
	public static String time(long millis) {
		return TIME.format(Instant.ofEpochMilli(millis));
	}

	byte[] encode() {
		byte[] json = JSON.writeValueAsBytes(this.text);
		byte[] line = (this.seq + "," + unless(this.seq, this.changed) + "," + this.createdAt + ","
				+ unless(this.createdAt, this.updatedAt) + "," + this.expiresAt + "," + unless(1, this.count) + ","
				+ this.category + "\n")
			.getBytes(StandardCharsets.UTF_8);
		byte[] item = new byte[line.length + json.length];
		System.arraycopy(line, 0, item, 0, line.length);
		System.arraycopy(json, 0, item, line.length, json.length);
		return item;
	}

	private static String unless(long other, long value) {
		return (value == other) ? "" : Long.toString(value);
	}

	/**
	 * Reads what an apply script has stored.
	 */
	public static StoredItem decode(byte[] item) {
		int end = 0;
		while (item[end] != '\n') {
			end++;
		}
		String[] fields = new String(item, 0, end, StandardCharsets.UTF_8).split(",", FIELDS);
		long seq = Long.parseLong(fields[0]);
		long createdAt = Long.parseLong(fields[2]);
		return new StoredItem(seq, number(fields[1], seq), createdAt, number(fields[3], createdAt),
				Long.parseLong(fields[4]), (int) number(fields[5], 1), fields[6],
				JSON.readValue(item, end + 1, item.length - end - 1, Text.class));
	}

	private static long number(String text, long otherwise) {
		return text.isEmpty() ? otherwise : Long.parseLong(text);
	}

}
