package io.millrace.notification.broadcast;

import java.util.List;
import java.util.Map;

import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import io.millrace.common.expression.Expression;
import org.jspecify.annotations.Nullable;

/**
 * For whom a broadcast is. Thread-safe.
 */
final class Audience {

	private static final Expression.Language LANGUAGE = new Expression.Language(
			Map.of("user", SimpleType.STRING, "feeds", ListType.create(SimpleType.STRING)));

	private final @Nullable Expression expression;

	/**
	 * @param text empty or null: everybody
	 * @throws IllegalArgumentException if it is no condition
	 */
	Audience(@Nullable String text) {
		this.expression = (text == null || text.isBlank()) ? null : LANGUAGE.compile(text);
	}

	boolean isEverybody() {
		return this.expression == null;
	}

	/** Whether somebody belongs to it; not if that can't be told. */
	boolean has(String user, List<String> feeds) {
		try {
			return this.expression == null || this.expression.holds(Map.of("user", user, "feeds", feeds));
		}
		catch (Expression.UndecidedException ex) {
			return false;
		}
	}

}
