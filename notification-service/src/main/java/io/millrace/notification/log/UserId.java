package io.millrace.notification.log;

import org.jspecify.annotations.Nullable;

/**
 * What may be a user's id: the rule of an event's subject.
 */
public final class UserId {

	private static final int MAX_CHARACTERS = 255;

	private UserId() {
	}

	/**
	 * What is wrong with an id, as the end of a sentence, or null if nothing is.
	 */
	public static @Nullable String fault(String id) {
		if (id.isEmpty() || id.codePointCount(0, id.length()) > MAX_CHARACTERS) {
			return "must have 1 to " + MAX_CHARACTERS + " characters";
		}
		for (int i = 0; i < id.length(); i += Character.charCount(id.codePointAt(i))) {
			int character = id.codePointAt(i);
			if (Character.isISOControl(character)) {
				return "must not contain control characters such as a line feed";
			}
			// Half a pair has no UTF-8: two such ids would become the same key.
			if (Character.getType(character) == Character.SURROGATE) {
				return "must not contain half of a surrogate pair";
			}
		}
		return null;
	}

}
