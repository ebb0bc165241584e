package io.millrace.common.event;

/**
 * Which event types are meant: {@code order.paid} only that one, {@code order.*} every
 * type that begins with {@code order.} at any depth (not {@code order} itself), {@code *}
 * all.
 *
 * @param pattern the pattern as written
 */
public record TypePattern(String pattern) {

	private static final String ALL = "*";

	private static final String SUFFIX = ".*";

	/**
	 * @throws IllegalArgumentException if the pattern is none of the three forms
	 */
	public TypePattern {
		String name = pattern.endsWith(SUFFIX) ? pattern.substring(0, pattern.length() - SUFFIX.length()) : pattern;
		if (!pattern.equals(ALL) && !Attributes.isTypeName(name)) {
			throw new IllegalArgumentException("Not an event type pattern: '" + pattern
					+ "'. Write a type ('order.paid'), a prefix of types ('order.*') or '*' for all");
		}
	}

	public boolean matches(String type) {
		if (this.pattern.equals(ALL)) {
			return true;
		}
		if (!this.pattern.endsWith(SUFFIX)) {
			return this.pattern.equals(type);
		}
		int prefix = this.pattern.length() - 1;
		return type.length() > prefix && type.startsWith(this.pattern.substring(0, prefix));
	}

}
