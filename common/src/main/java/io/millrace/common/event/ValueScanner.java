package io.millrace.common.event;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Passes over the value of one attribute, {@code data} above all, without keeping it, and
 * finds what consumers could not read later. Reused from value to value; not thread-safe.
 */
final class ValueScanner {

	/** Levels of objects and arrays. */
	static final int MAX_NESTING = 100;

	/** Characters of one number; readers refuse longer ones. */
	static final int MAX_NUMBER_LENGTH = 1_000;

	/**
	 * 1e999999999 is short, but adding 1 to it takes a gigabyte. A double ends at 308.
	 */
	static final int MAX_EXPONENT = 999;

	private final @Nullable NameSet[] names = new NameSet[MAX_NESTING + 1];

	private @Nullable InvalidEventException fault;

	/**
	 * Reads the value on whose first token the parser stands, up to its last token, and
	 * returns the first fault.
	 */
	@Nullable InvalidEventException skip(JsonParser parser) {
		this.fault = null;
		int depth = 0;
		JsonToken token = parser.currentToken();
		while (true) {
			switch (token) {
				case START_OBJECT, START_ARRAY -> open(++depth);
				case END_OBJECT, END_ARRAY -> depth--;
				case PROPERTY_NAME -> checkName(depth, parser.currentName());
				case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> checkNumber(parser);
				default -> {
				}
			}
			if (depth == 0) {
				return this.fault;
			}
			token = parser.nextToken();
		}
	}

	private void open(int depth) {
		if (depth > MAX_NESTING) {
			report("nesting_too_deep", "The event nests objects and arrays deeper than " + MAX_NESTING + " levels");
			return;
		}
		NameSet atDepth = this.names[depth];
		if (atDepth != null) {
			atDepth.clear();
		}
	}

	private void checkName(int depth, String name) {
		if (depth > MAX_NESTING) {
			return;
		}
		NameSet atDepth = this.names[depth];
		if (atDepth == null) {
			atDepth = new NameSet();
			this.names[depth] = atDepth;
		}
		if (!atDepth.add(name) && this.fault == null) {
			this.fault = duplicate(name);
		}
	}

	private void checkNumber(JsonParser parser) {
		int length = parser.getStringLength();
		if (length > MAX_NUMBER_LENGTH) {
			report("number_too_long", "A number has more than " + MAX_NUMBER_LENGTH + " characters");
		}
		else if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT
				&& isExponentTooLarge(parser.getStringCharacters(), parser.getStringOffset(), length)) {
			report("number_out_of_range", "A number's exponent has more than three digits");
		}
	}

	private static boolean isExponentTooLarge(char[] text, int from, int length) {
		int exponent = -1;
		for (int i = from; i < from + length; i++) {
			if (text[i] == 'e' || text[i] == 'E') {
				exponent = 0;
			}
			else if (exponent >= 0 && text[i] >= '0' && text[i] <= '9') {
				exponent = Math.min(exponent * 10 + text[i] - '0', MAX_EXPONENT + 1);
			}
		}
		return exponent > MAX_EXPONENT;
	}

	private void report(String code, String detail) {
		if (this.fault == null) {
			this.fault = new InvalidEventException(code, detail);
		}
	}

	/** A name may hold anything; what is shown of it must be text again. */
	static InvalidEventException duplicate(String name) {
		int[] shown = name.codePoints()
			.limit(64)
			.map((codePoint) -> Character.isISOControl(codePoint) ? '?' : codePoint)
			.toArray();
		return new InvalidEventException("duplicate_key",
				"The name '" + new String(shown, 0, shown.length) + "' stands twice in one object");
	}

}
