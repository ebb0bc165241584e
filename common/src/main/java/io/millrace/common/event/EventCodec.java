package io.millrace.common.event;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads events as structured CloudEvents 1.0 JSON. Strict: duplicate names, lone
 * surrogates, malformed UTF-8 and anything behind the event are refused rather than
 * interpreted, since two readers might interpret them differently. Thread-safe.
 */
public final class EventCodec {

	/**
	 * Mostly read by few threads that live long: each has buffers of its own, and none
	 * waits for another's.
	 */
	private static final JsonFactory FACTORY = JsonText.JSON.rebuild()
		.recyclerPool(JsonRecyclerPools.threadLocalPool())
		.build();

	/**
	 * Decimals stay as they were written: sums of money must be exact, and templates must
	 * show 12.50.
	 */
	private static final JsonMapper TREES = JsonMapper.builder(FACTORY)
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build();

	/**
	 * Reads an event as it stands on Kafka: {@code specversion} 1.0, {@code id},
	 * {@code source}, {@code type}, {@code subject} and {@code time} must be there and
	 * valid. {@code data} is checked but not kept apart.
	 * @param value the record's value, null for a tombstone; becomes {@link Event#json()}
	 * uncopied
	 * @throws InvalidEventException if it is anything else, whatever the bytes
	 */
	public Event decode(byte @Nullable [] value) throws InvalidEventException {
		if (value == null || value.length == 0) {
			throw new InvalidEventException("malformed_json", "The record has no value");
		}
		int invalid = Utf8.firstInvalid(value, 0, value.length);
		if (invalid >= 0) {
			throw new InvalidEventException("malformed_utf8", "Byte " + invalid + " is not valid UTF-8");
		}
		EventScanner scanner = new EventScanner();
		try (JsonParser parser = JsonText.open(FACTORY, value, 0, value.length)) {
			scanOnly(parser, scanner);
		}
		catch (JacksonException ex) {
			throw new InvalidEventException("malformed_json", JsonText.describe(ex) + JsonText.place(ex));
		}
		return complete(scanner, value);
	}

	/**
	 * The whole event as a tree, for templates and {@link FieldPath}s. Costs a parse;
	 * numbers with a fraction are exact.
	 */
	public JsonNode tree(Event event) {
		return TREES.readTree(event.json());
	}

	private static void scanOnly(JsonParser parser, EventScanner scanner) throws InvalidEventException {
		JsonToken token = parser.nextToken();
		if (token != JsonToken.START_OBJECT) {
			throw JsonText.notAnObject(token);
		}
		scanner.scan(parser);
		if (parser.nextToken() != null) {
			throw new InvalidEventException("malformed_json", "Something follows the event");
		}
	}

	private static Event complete(EventScanner scanner, byte[] json) throws InvalidEventException {
		InvalidEventException fault = scanner.fault();
		if (fault != null) {
			throw fault;
		}
		JsonText.requireText(json, 0, json.length);
		Attributes.requireVersion(scanner.specversion());
		String type = Attributes.requireType(scanner.type());
		String subject = Attributes.requireSubject(scanner.subject());
		String id = Attributes.requireId(scanner.id());
		String source = Attributes.requireSource(scanner.source());
		Instant time = Attributes.requireTime(scanner.time());
		return new Event(id, source, type, subject, time, json);
	}

}
