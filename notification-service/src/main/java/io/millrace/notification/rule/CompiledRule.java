package io.millrace.notification.rule;

import io.millrace.common.event.FieldPath;
import io.millrace.common.event.TypePattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A rule that is ready to be evaluated. Thread-safe, and a function of the event alone.
 */
public final class CompiledRule {

	/** Characters (UTF-16) of a rendered title. */
	public static final int MAX_TITLE = 200;

	/** Characters (UTF-16) of a rendered body. */
	public static final int MAX_BODY = 4_000;

	private final Rule rule;

	private final TypePattern eventType;

	private final FieldPath recipients;

	private final TextTemplate title;

	private final TextTemplate body;

	CompiledRule(Rule rule) {
		this.rule = rule;
		this.eventType = new TypePattern(rule.eventType());
		this.recipients = new FieldPath(rule.recipients());
		this.title = new TextTemplate(rule.title());
		this.body = new TextTemplate(rule.body());
	}

	public String name() {
		return this.rule.name();
	}

	public String category() {
		return this.rule.category();
	}

	boolean matches(String type) {
		return this.eventType.matches(type);
	}

	/**
	 * Who is notified, not checked in any way; null if the event doesn't say.
	 */
	public @Nullable String recipient(JsonNode event) {
		return this.recipients.readText(event);
	}

	public String title(JsonNode event) {
		return this.title.render(event, MAX_TITLE);
	}

	public String body(JsonNode event) {
		return this.body.render(event, MAX_BODY);
	}

}
