package io.millrace.notification.log;

import java.nio.charset.StandardCharsets;

import io.millrace.sink.MalformedRecordException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Entries as JSON. Fields that it doesn't know are passed over, so that versions can run
 * side by side; an operation that it doesn't know is malformed. Thread-safe.
 */
public final class EntryCodec {

	/** The header that says what a value is, and what it says. */
	public static final String CONTENT_TYPE = "content-type";

	/** Decimals stay as they were written, and 5 is no text. */
	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
		.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	/** What {@link #CONTENT_TYPE} says. */
	private static final byte[] APPLICATION_JSON = "application/json".getBytes(StandardCharsets.US_ASCII);

	public byte[] encode(Entry entry) {
		return JSON.writerFor(Entry.class).writeValueAsBytes(entry);
	}

	/**
	 * How many bytes a piece of JSON has.
	 */
	public int size(JsonNode json) {
		return JSON.writeValueAsBytes(json).length;
	}

	/**
	 * A record of the inbox log.
	 * @param topic the log
	 * @param partition the user's partition
	 */
	public ProducerRecord<byte[], byte[]> record(String topic, int partition, String user, Entry entry) {
		ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition,
				user.getBytes(StandardCharsets.UTF_8), encode(entry));
		record.headers().add(CONTENT_TYPE, APPLICATION_JSON);
		return record;
	}

	/**
	 * @throws MalformedRecordException if it is no entry
	 */
	public Entry decode(byte @Nullable [] value) throws MalformedRecordException {
		if (value == null) {
			throw new MalformedRecordException("the record has no value");
		}
		try {
			Entry entry = JSON.readValue(value, Entry.class);
			if (entry == null) {
				throw new MalformedRecordException("the value is JSON's null");
			}
			return entry;
		}
		catch (JacksonException ex) {
			throw new MalformedRecordException("not an entry of an inbox: " + ex.getOriginalMessage(), ex);
		}
	}

}
