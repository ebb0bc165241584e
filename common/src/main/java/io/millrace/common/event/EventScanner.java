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
public final class EventScanner {

	private final NameSet names = new NameSet();

	private final ValueScanner values = new ValueScanner();

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
	public void scan(JsonParser parser) {
		reset();
		boolean hasData = false;
		boolean hasBinaryData = false;
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			String name = parser.currentName();
			if (!this.names.add(name)) {
				report(ValueScanner.duplicate(name));
			}
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
			report(new InvalidEventException("data_conflict",
					"An event carries either 'data' or 'data_base64', not both"));
		}
	}

	private void reset() {
		this.names.clear();
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
		report(Attributes.invalid(name, "must be a string, not " + JsonText.describe(token)));
		skip(parser);
		return null;
	}

	/**
	 * Passes over the value on whose first token the parser stands, however deep, and
	 * checks what a reader of it would trip over.
	 */
	public void skip(JsonParser parser) {
		report(this.values.skip(parser));
	}

	private void report(@Nullable InvalidEventException found) {
		if (this.fault == null) {
			this.fault = found;
		}
	}

	/**
	 * What makes it no valid event, null if nothing was found yet.
	 */
	public @Nullable InvalidEventException fault() {
		return this.fault;
	}

	public @Nullable String id() {
		return this.id;
	}

	public @Nullable String source() {
		return this.source;
	}

	public @Nullable String type() {
		return this.type;
	}

	public @Nullable String subject() {
		return this.subject;
	}

	public @Nullable String time() {
		return this.time;
	}

	public @Nullable String specversion() {
		return this.specversion;
	}

	/**
	 * Whether an attribute that must be filled stands there as null, and so has to be cut
	 * out.
	 */
	public boolean hasNullAttribute() {
		return this.hasNullAttribute;
	}

}
