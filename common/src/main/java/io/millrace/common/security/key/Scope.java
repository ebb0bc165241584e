package io.millrace.common.security.key;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a key may be used for. None includes another, not even {@link #ADMIN}: a key that
 * is to do two things has two scopes.
 */
public enum Scope {

	/** Post events. */
	EVENTS_WRITE,

	/** Ask for figures and look at the pipeline. */
	DASHBOARD_READ,

	/** Read and change the inbox of any user, in the user's name. */
	USERS_ACT,

	/** Have models compute something, and ask for results. */
	INFERENCE_RUN,

	/** Look at rules and the actuator; whatever has no scope of its own. */
	ADMIN;

	/**
	 * The scope of a name such as {@code events:write}.
	 * @throws IllegalArgumentException if there is none
	 */
	public static Scope of(String text) {
		return Arrays.stream(values())
			.filter((scope) -> scope.text().equals(text))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"The scopes are " + Arrays.stream(values()).map(Scope::text).collect(Collectors.joining(", "))));
	}

	/** As it is written, e.g. {@code events:write}. */
	public String text() {
		return name().toLowerCase(Locale.ROOT).replace('_', ':');
	}

}
