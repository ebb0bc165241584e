package io.millrace.dashboard.declaration;

import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import lombok.RequiredArgsConstructor;

/**
 * Finds fault with a definition, in words that say which and where.
 */
@RequiredArgsConstructor
public final class Checks {

	private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

	/** As a sentence begins with it, e.g. {@code Meter}. */
	private final String kind;

	private final String name;

	/**
	 * @throws IllegalArgumentException if it can't be anything's name
	 */
	public void requireName() {
		if (!NAME.matcher(this.name).matches()) {
			throw new IllegalArgumentException("A " + this.kind.toLowerCase(Locale.ROOT)
					+ "'s name is 1 to 64 letters, digits, '_' and '-', beginning with a letter; this one isn't: '"
					+ this.name + "'");
		}
	}

	/**
	 * @throws IllegalArgumentException unless that holds
	 */
	public void require(boolean valid, String field, String fault) {
		if (!valid) {
			throw fault(field + ": " + fault);
		}
	}

	/**
	 * @param reading throws an {@link IllegalArgumentException} if the field is wrong
	 * @return what it reads
	 * @throws IllegalArgumentException then
	 */
	public <T> T read(String field, Supplier<T> reading) {
		try {
			return reading.get();
		}
		catch (IllegalArgumentException ex) {
			// Without the cause: at a start that fails, Boot shows the innermost message.
			throw fault(field + ": " + ex.getMessage());
		}
	}

	/**
	 * @param making throws an {@link IllegalArgumentException} that begins with a field's
	 * name if that is wrong
	 * @throws IllegalArgumentException then
	 */
	public void requireValid(Runnable making) {
		try {
			making.run();
		}
		catch (IllegalArgumentException ex) {
			throw fault(String.valueOf(ex.getMessage()));
		}
	}

	private IllegalArgumentException fault(String fault) {
		return new IllegalArgumentException(this.kind + " '" + this.name + "', " + fault);
	}

}
