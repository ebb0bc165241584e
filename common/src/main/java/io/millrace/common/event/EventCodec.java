package io.millrace.common.event;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
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

	/** The only CloudEvents version there is in 1.x. */
	static final String SPECVERSION = "1.0";

	/**
	 * Bounds the parser's own memory; what an event may nest is
	 * {@link EventScanner#MAX_NESTING}.
	 */
	static final int MAX_PARSER_NESTING = 100_000;

	/**
	 * Limits that an event could reach are the scanner's, so that they cost one event and
	 * not the whole body.
	 */
	static final JsonFactory JSON = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder()
			.maxNestingDepth(MAX_PARSER_NESTING)
			.maxNumberLength(Integer.MAX_VALUE)
			.maxStringLength(Integer.MAX_VALUE)
			.maxNameLength(Integer.MAX_VALUE)
			.build())
		.build();

	/**
	 * Decimals stay as they were written: sums of money must be exact, and templates must
	 * show 12.50.
	 */
	private static final JsonMapper TREES = JsonMapper.builder(JSON)
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
		try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), value, 0, value.length)) {
			scanSingle(parser, scanner);
		}
		catch (JacksonException ex) {
			throw new InvalidEventException("malformed_json", describe(ex));
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

	private static void scanSingle(JsonParser parser, EventScanner scanner) throws InvalidEventException {
		JsonToken token = parser.nextToken();
		if (token != JsonToken.START_OBJECT) {
			throw notAnObject(token);
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
		if (!SPECVERSION.equals(scanner.specversion())) {
			throw unsupportedVersion();
		}
		if (Utf8.hasLoneSurrogate(json, 0, json.length)) {
			throw loneSurrogate();
		}
		String type = Attributes.requireType(scanner.type());
		String subject = Attributes.requireSubject(scanner.subject());
		String id = Attributes.requireId(scanner.id());
		String source = Attributes.requireSource(scanner.source());
		Instant time = Attributes.requireTime(scanner.time());
		return new Event(id, source, type, subject, time, json);
	}

	static InvalidEventException notAnObject(@Nullable JsonToken token) {
		String found = (token != null) ? EventScanner.describe(token) : "nothing";
		return new InvalidEventException("not_an_object", "An event is a JSON object, not " + found);
	}

	static InvalidEventException unsupportedVersion() {
		return new InvalidEventException("specversion_invalid", "'specversion' must be \"" + SPECVERSION + "\"");
	}

	static InvalidEventException loneSurrogate() {
		return new InvalidEventException("lone_surrogate",
				"The event escapes half of a surrogate pair, which is no character");
	}

	/** The parser's complaint and its place, without an excerpt of the sender's text. */
	static String describe(JacksonException ex) {
		String message = ex.getOriginalMessage().lines().findFirst().orElse("Not JSON");
		TokenStreamLocation place = ex.getLocation();
		// The parser's own limits come without a place.
		return (place != null) ? message + " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")"
				: message;
	}

}
