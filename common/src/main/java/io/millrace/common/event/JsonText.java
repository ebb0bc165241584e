package io.millrace.common.event;

import java.lang.invoke.MethodType;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * JSON text as the event readers want it parsed, and what to say about text that can't
 * be.
 */
public final class JsonText {

	/** Bounds the parser's own memory. */
	private static final int MAX_PARSER_NESTING = 100_000;

	/**
	 * Limits that an event could reach are {@link EventScanner}'s, so that they cost one
	 * event and not the whole body.
	 */
	static final JsonFactory JSON = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder()
			.maxNestingDepth(MAX_PARSER_NESTING)
			.maxNumberLength(Integer.MAX_VALUE)
			.maxStringLength(Integer.MAX_VALUE)
			.maxNameLength(Integer.MAX_VALUE)
			.build())
		.build();

	private JsonText() {
	}

	/**
	 * A parser for UTF-8 text in a part of an array. Its offsets count from {@code from}.
	 * Text that {@link Utf8} has not checked must not be given to it.
	 */
	public static JsonParser open(byte[] json, int from, int to) {
		return open(JSON, json, from, to);
	}

	static JsonParser open(JsonFactory factory, byte[] json, int from, int to) {
		if (startsWithMark(json, from, to)) {
			// The parser would pass over it, and other readers of the event would not.
			throw new StreamReadException(null, "Unexpected byte order mark");
		}
		return factory.createParser(ObjectReadContext.empty(), json, from, to - from);
	}

	/**
	 * Whether the text begins with UTF-8's byte order mark, three bytes.
	 */
	public static boolean startsWithMark(byte[] text, int from, int to) {
		return to - from >= 3 && text[from] == (byte) 0xEF && text[from + 1] == (byte) 0xBB
				&& text[from + 2] == (byte) 0xBF;
	}

	/**
	 * The parser's complaint in a sentence, without its place. Of JSON that isn't what is
	 * wanted it tells the field and what would be right, not which class that should be.
	 */
	public static String describe(JacksonException ex) {
		return switch (ex) {
			case UnrecognizedPropertyException unknown -> "There is no field '" + path(unknown) + "' but "
					+ Objects.requireNonNullElse(unknown.getKnownPropertyIds(), List.of())
						.stream()
						.map(String::valueOf)
						.sorted()
						.collect(Collectors.joining(", "));
			case MismatchedInputException mismatched when mismatched.getTargetType() != null -> {
				String path = path(mismatched);
				String wanted = wanted(mismatched.getTargetType());
				yield (wanted != null) ? (path.isEmpty() ? "It" : "'" + path + "'") + " must be " + wanted
						: firstLine(ex);
			}
			default -> firstLine(ex);
		};
	}

	/** Such as {@code steps[1].filter}. */
	private static String path(JacksonException ex) {
		StringBuilder path = new StringBuilder();
		for (JacksonException.Reference reference : ex.getPath()) {
			if (reference.getPropertyName() == null) {
				path.append('[').append(reference.getIndex()).append(']');
			}
			else {
				path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
			}
		}
		return path.toString();
	}

	private static @Nullable String wanted(Class<?> type) {
		if (type.isEnum()) {
			return "one of " + Arrays.stream(type.getEnumConstants())
				.map((constant) -> String.valueOf(constant).toLowerCase(Locale.ROOT))
				.collect(Collectors.joining(", "));
		}
		if (Collection.class.isAssignableFrom(type)) {
			return "an array";
		}
		if (CharSequence.class.isAssignableFrom(type)) {
			return "a string";
		}
		Class<?> boxed = MethodType.methodType(type).wrap().returnType();
		if (boxed == Boolean.class) {
			return "true or false";
		}
		if (boxed == Integer.class || boxed == Long.class) {
			return "a whole number";
		}
		if (Number.class.isAssignableFrom(boxed)) {
			return "a number";
		}
		if (type == Instant.class) {
			return "a date-time such as 2026-11-22T10:00:00Z";
		}
		return (type.isRecord() || Map.class.isAssignableFrom(type)) ? "an object" : null;
	}

	private static String firstLine(JacksonException ex) {
		String message = ex.getOriginalMessage().lines().findFirst().orElse("Not JSON");
		// In brackets Jackson adds where the object began, which it doesn't know of a
		// stream.
		int source = message.indexOf("[Source: ");
		int bracket = (source < 0) ? -1 : message.lastIndexOf(" (", source);
		return (bracket < 0) ? message : message.substring(0, bracket);
	}

	/**
	 * Where the parser stopped, in brackets.
	 */
	public static String place(JacksonException ex) {
		TokenStreamLocation place = ex.getLocation();
		// The parser's own limits come without a place.
		return (place != null) ? " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")" : "";
	}

	/**
	 * The fault of a value that isn't an object.
	 */
	public static InvalidEventException notAnObject(@Nullable JsonToken token) {
		String found = (token != null) ? describe(token) : "nothing";
		return new InvalidEventException("not_an_object", "An event is a JSON object, not " + found);
	}

	/**
	 * Checks what can be told only from the event's text.
	 */
	public static void requireText(byte[] json, int from, int to) throws InvalidEventException {
		if (Utf8.hasLoneSurrogate(json, from, to)) {
			throw new InvalidEventException("lone_surrogate",
					"The event escapes half of a surrogate pair, which is no character");
		}
	}

	/**
	 * A few words for a token.
	 */
	public static String describe(JsonToken token) {
		return switch (token) {
			case START_OBJECT -> "an object";
			case START_ARRAY -> "an array";
			case VALUE_STRING -> "a string";
			case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
			case VALUE_TRUE, VALUE_FALSE -> "a boolean";
			case VALUE_NULL -> "null";
			default -> "something else";
		};
	}

}
