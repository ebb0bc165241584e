package io.millrace.common.event;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Walks over one event's tokens and keeps its attributes. What is valid JSON but not a
 * valid event becomes the {@link #fault()} and the walk goes on to the object's end, so
 * that the next event of a batch can be read; only a syntax error is thrown, by the
 * parser. Reused from event to event; not thread-safe.
 */
final class EventScanner {

	/** Levels of objects and arrays inside one attribute, {@code data} above all. */
	static final int MAX_NESTING = 100;

	/** Characters of one number; readers refuse longer ones. */
	static final int MAX_NUMBER_LENGTH = 1_000;

	private final NameSet topNames = new NameSet();

	private final @Nullable NameSet[] nestedNames = new NameSet[MAX_NESTING + 1];

	private @Nullable String id;

	private @Nullable String source;

	private @Nullable String type;

	private @Nullable String subject;

	private @Nullable String time;

	private @Nullable String specversion;

	private boolean hasNullAttribute;

	private @Nullable InvalidEventException fault;

	/**
	 * Reads the object on whose START_OBJECT the parser stands, up to its END_OBJECT.
	 * @throws tools.jackson.core.JacksonException if the text is not JSON
	 */
	void scan(JsonParser parser) {
		reset();
		boolean hasData = false;
		boolean hasBinaryData = false;
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			String name = parser.currentName();
			checkUnique(this.topNames, name);
			parser.nextToken();
			switch (name) {
				case "id" -> this.id = text(parser, name);
				case "source" -> this.source = text(parser, name);
				case "type" -> this.type = text(parser, name);
				case "subject" -> this.subject = text(parser, name);
				case "time" -> this.time = text(parser, name);
				case "specversion" -> this.specversion = text(parser, name);
				default -> {
					hasData |= name.equals("data");
					hasBinaryData |= name.equals("data_base64");
					skip(parser);
				}
			}
		}
		if (hasData && hasBinaryData) {
			report("data_conflict", "An event carries either 'data' or 'data_base64', not both");
		}
	}

	private void reset() {
		this.topNames.clear();
		this.id = null;
		this.source = null;
		this.type = null;
		this.subject = null;
		this.time = null;
		this.specversion = null;
		this.hasNullAttribute = false;
		this.fault = null;
	}

	private @Nullable String text(JsonParser parser, String name) {
		JsonToken token = parser.currentToken();
		if (token == JsonToken.VALUE_STRING) {
			return parser.getString();
		}
		if (token == JsonToken.VALUE_NULL) {
			// CloudEvents' JSON format, 2.2: an attribute may be unset by null.
			this.hasNullAttribute = true;
			return null;
		}
		report(name + "_invalid", "'" + name + "' must be a string, not " + describe(token));
		skip(parser);
		return null;
	}

	/**
	 * Passes over a value of any depth and checks what a reader of it would trip over.
	 */
	private void skip(JsonParser parser) {
		int depth = 0;
		JsonToken token = parser.currentToken();
		while (true) {
			switch (token) {
				case START_OBJECT, START_ARRAY -> open(++depth);
				case END_OBJECT, END_ARRAY -> depth--;
				case PROPERTY_NAME -> checkNested(depth, parser.currentName());
				case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> checkNumber(parser);
				default -> {
				}
			}
			if (depth == 0) {
				return;
			}
			token = parser.nextToken();
		}
	}

	private void open(int depth) {
		if (depth > MAX_NESTING) {
			report("nesting_too_deep", "The event nests objects and arrays deeper than " + MAX_NESTING + " levels");
			return;
		}
		NameSet names = this.nestedNames[depth];
		if (names != null) {
			names.clear();
		}
	}

	private void checkNested(int depth, String name) {
		if (depth > MAX_NESTING) {
			return;
		}
		NameSet names = this.nestedNames[depth];
		if (names == null) {
			names = new NameSet();
			this.nestedNames[depth] = names;
		}
		checkUnique(names, name);
	}

	private void checkUnique(NameSet names, String name) {
		if (!names.add(name)) {
			report("duplicate_key", "The name '" + abbreviate(name) + "' stands twice in one object");
		}
	}

	private void checkNumber(JsonParser parser) {
		if (parser.getStringLength() > MAX_NUMBER_LENGTH) {
			report("number_too_long", "A number has more than " + MAX_NUMBER_LENGTH + " characters");
		}
	}

	private void report(String code, String detail) {
		if (this.fault == null) {
			this.fault = new InvalidEventException(code, detail);
		}
	}

	static String describe(JsonToken token) {
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

	private static String abbreviate(String name) {
		return (name.length() <= 64) ? name : name.substring(0, 64) + "…";
	}

	@Nullable InvalidEventException fault() {
		return this.fault;
	}

	@Nullable String id() {
		return this.id;
	}

	@Nullable String source() {
		return this.source;
	}

	@Nullable String type() {
		return this.type;
	}

	@Nullable String subject() {
		return this.subject;
	}

	@Nullable String time() {
		return this.time;
	}

	@Nullable String specversion() {
		return this.specversion;
	}

	/**
	 * Whether an attribute that must be filled stands there as null, and so has to be cut
	 * out.
	 */
	boolean hasNullAttribute() {
		return this.hasNullAttribute;
	}

}
