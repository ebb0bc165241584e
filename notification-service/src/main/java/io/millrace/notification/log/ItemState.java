package io.millrace.notification.log;

import java.util.Locale;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What a user has done with a notification; each is in one of these states.
 */
public enum ItemState {

	/** Not read, and neither archived nor snoozed. These are what a badge counts. */
	UNREAD,
	/** Read, and neither archived nor snoozed. */
	READ,
	/** Put away, read or not. */
	ARCHIVED,
	/** Put aside for a time, read or not. */
	SNOOZED;

	/** What a list shows that isn't asked for anything else. */
	public static final Set<ItemState> SHOWN = Set.of(UNREAD, READ);

	/**
	 * The state of that name in lower case.
	 * @throws IllegalArgumentException if there is none
	 */
	@JsonCreator
	public static ItemState of(String name) {
		for (ItemState state : values()) {
			if (state.text().equals(name)) {
				return state;
			}
		}
		throw new IllegalArgumentException("'" + name + "' is no state; they are unread, read, archived and snoozed");
	}

	@JsonValue
	public String text() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * States as the scripts know them: their first letters.
	 */
	public static String letters(Set<ItemState> states) {
		StringBuilder letters = new StringBuilder();
		for (ItemState state : values()) {
			if (states.contains(state)) {
				letters.append(state.text().charAt(0));
			}
		}
		return letters.toString();
	}

}
