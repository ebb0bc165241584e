package io.millrace.dashboard.meter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The values of an event in the fields by which a metric is kept apart, as one name of a
 * cell. A single value is its own name, unless it has the character ESC in it or is
 * absent.
 */
public final class Group {

	/**
	 * What stands for all groups beyond the bound, whatever their values. No type can
	 * have this name, as types have no parentheses; other values that have it are counted
	 * here.
	 */
	public static final String OTHER = "(other)";

	/**
	 * Characters (UTF-16) of a value, as many as a type has at most; what is longer isn't
	 * kept apart.
	 */
	private static final int MAX_VALUE = 255;

	private static final char ESCAPE = '\u001b';

	private static final String ABSENT = ESCAPE + "n";

	private static final String SEPARATOR = ESCAPE + "s";

	private static final String ESCAPED = ESCAPE + "e";

	private Group() {
	}

	/**
	 * The name of a group by one field.
	 * @param value null if the event has none
	 */
	public static String of(@Nullable String value) {
		return encode(value);
	}

	/**
	 * The name of a group.
	 * @param values null where the event has none
	 */
	public static String of(List<@Nullable String> values) {
		StringBuilder name = new StringBuilder();
		for (String value : values) {
			if (value != null && value.length() > MAX_VALUE) {
				return OTHER;
			}
			name.append(name.isEmpty() ? "" : SEPARATOR).append(encode(value));
		}
		return name.toString();
	}

	private static String encode(@Nullable String value) {
		if (value == null) {
			return ABSENT;
		}
		if (value.length() > MAX_VALUE) {
			return OTHER;
		}
		return (value.indexOf(ESCAPE) < 0) ? value : value.replace(String.valueOf(ESCAPE), ESCAPED);
	}

	/**
	 * The values that a name was made of, {@link #OTHER} for each if it is that.
	 * @param fields how many there are
	 */
	public static List<@Nullable String> values(String name, int fields) {
		if (name.equals(OTHER)) {
			return Collections.nCopies(fields, OTHER);
		}
		List<@Nullable String> values = new ArrayList<>(fields);
		if (fields > 0) {
			for (String value : name.split(SEPARATOR, -1)) {
				values.add(value.equals(ABSENT) ? null : value.replace(ESCAPED, String.valueOf(ESCAPE)));
			}
		}
		return values;
	}

}
