package io.millrace.common.event;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What each attribute of an event may hold. Lengths count Unicode characters, so that an
 * emoji is one.
 */
public final class Attributes {

	private static final String SPECVERSION = "1.0";

	static final int MAX_CHARACTERS = 255;

	static final int MAX_SOURCE_CHARACTERS = 1_024;

	private static final String URI_PUNCTUATION = "-._~:/?#[]@!$&'()*+,;=%";

	private Attributes() {
	}

	public static String requireType(@Nullable String type) throws InvalidEventException {
		String present = requirePresent("type", type);
		if (!isTypeName(present)) {
			throw invalid("type",
					"must be a dotted name such as 'order.paid': letters, digits, '_' and '-' between single dots, 1 to 255 characters");
		}
		return present;
	}

	public static String requireSubject(@Nullable String subject) throws InvalidEventException {
		return requireText("subject", requirePresent("subject", subject));
	}

	public static String requireId(@Nullable String id) throws InvalidEventException {
		return requireText("id", requirePresent("id", id));
	}

	public static String requireSource(@Nullable String source) throws InvalidEventException {
		String present = requirePresent("source", source);
		if (!isUriReference(present)) {
			throw invalid("source", "must be a URI reference (RFC 3986) of 1 to 1024 characters, such as '/shop/web'");
		}
		return present;
	}

	public static Instant requireTime(@Nullable String time) throws InvalidEventException {
		Instant instant = Rfc3339.parse(requirePresent("time", time));
		if (instant == null) {
			throw invalid("time",
					"must be an RFC 3339 date-time in the years 0001 to 9999, such as '2026-11-22T10:00:00Z'");
		}
		return instant;
	}

	/**
	 * Version 1.0 is the only one of CloudEvents 1.x.
	 */
	public static void requireVersion(@Nullable String specversion) throws InvalidEventException {
		if (!SPECVERSION.equals(specversion)) {
			throw invalid("specversion", "must be \"" + SPECVERSION + "\"");
		}
	}

	private static String requirePresent(String name, @Nullable String value) throws InvalidEventException {
		if (value == null) {
			throw new InvalidEventException(name + "_missing", "The event has no '" + name + "'");
		}
		return value;
	}

	private static String requireText(String name, String value) throws InvalidEventException {
		boolean fits = !value.isEmpty() && value.length() <= 2 * MAX_CHARACTERS
				&& value.codePointCount(0, value.length()) <= MAX_CHARACTERS;
		if (!fits) {
			throw invalid(name, "must have 1 to 255 characters");
		}
		for (int i = 0; i < value.length(); i++) {
			if (Character.isISOControl(value.charAt(i))) {
				throw invalid(name, "must not contain control characters such as a line feed");
			}
		}
		return value;
	}

	static InvalidEventException invalid(String name, String rule) {
		return new InvalidEventException(name + "_invalid", "'" + name + "' " + rule);
	}

	static boolean isTypeName(String type) {
		if (type.isEmpty() || type.length() > MAX_CHARACTERS) {
			return false;
		}
		char previous = '.';
		for (int i = 0; i < type.length(); i++) {
			char c = type.charAt(i);
			boolean allowed = (c == '.') ? previous != '.' : isAlphanumeric(c) || c == '_' || c == '-';
			if (!allowed) {
				return false;
			}
			previous = c;
		}
		return previous != '.';
	}

	private static boolean isUriReference(String source) {
		if (source.isEmpty() || source.length() > MAX_SOURCE_CHARACTERS) {
			return false;
		}
		for (int i = 0; i < source.length(); i++) {
			char c = source.charAt(i);
			boolean allowed = (c == '%') ? isEscape(source, i) : isAlphanumeric(c) || URI_PUNCTUATION.indexOf(c) >= 0;
			if (!allowed) {
				return false;
			}
		}
		return true;
	}

	private static boolean isEscape(String source, int i) {
		return source.length() - i > 2 && Character.digit(source.charAt(i + 1), 16) >= 0
				&& Character.digit(source.charAt(i + 2), 16) >= 0;
	}

	private static boolean isAlphanumeric(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
	}

}
