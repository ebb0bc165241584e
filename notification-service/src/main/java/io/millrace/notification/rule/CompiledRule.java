package io.millrace.notification.rule;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.millrace.common.event.FieldPath;
import io.millrace.common.event.TypePattern;
import io.millrace.common.expression.Condition;
import io.millrace.common.expression.Expression;
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

	/** Characters (UTF-16) of a rendered collapse key or feed. */
	private static final int MAX_KEY = 300;

	private final Rule rule;

	private final TypePattern eventType;

	private final FieldPath recipients;

	private final TextTemplate title;

	private final TextTemplate body;

	private final @Nullable Condition condition;

	private final TextTemplate feed;

	private final TextTemplate collapseKey;

	CompiledRule(Rule rule) {
		this.rule = rule;
		this.eventType = new TypePattern(rule.eventType());
		this.recipients = new FieldPath(rule.recipients());
		this.title = new TextTemplate(rule.title());
		this.body = new TextTemplate(rule.body());
		this.condition = rule.condition().isBlank() ? null : new Condition(rule.condition());
		this.feed = new TextTemplate(rule.feed());
		this.collapseKey = new TextTemplate(rule.collapseKey());
	}

	public String name() {
		return this.rule.name();
	}

	public String category() {
		return this.rule.category();
	}

	/**
	 * Whether preferences can't mute it.
	 */
	public boolean critical() {
		return this.rule.critical();
	}

	/**
	 * Where its notifications go, unless preferences say otherwise.
	 */
	public List<String> channels() {
		return this.rule.channels();
	}

	/**
	 * The types that it looks at, as it was written.
	 */
	public String eventType() {
		return this.rule.eventType();
	}

	/**
	 * Whether it looks at events of a type.
	 */
	public boolean matches(String type) {
		return this.eventType.matches(type);
	}

	/**
	 * Why its condition keeps it from notifying anybody of an event, null if it doesn't.
	 */
	public @Nullable String unmet(JsonNode event) {
		if (this.condition == null) {
			return null;
		}
		try {
			return this.condition.holds(event) ? null : "the condition doesn't hold";
		}
		catch (Expression.UndecidedException ex) {
			return "the condition can't be told: " + ex.getMessage();
		}
	}

	/**
	 * Whose followers are notified; null if not followers but {@link #recipients} are.
	 */
	public @Nullable String feed(JsonNode event) {
		return this.rule.feed().isBlank() ? null : this.feed.render(event, MAX_KEY);
	}

	/**
	 * Who is notified, in the event's order, each once, not checked in any way; empty if
	 * the event doesn't say.
	 */
	public Set<String> recipients(JsonNode event) {
		JsonNode node = this.recipients.read(event);
		Set<String> recipients = new LinkedHashSet<>();
		if (node != null && node.isArray()) {
			node.values().stream().filter(JsonNode::isValueNode).forEach((one) -> recipients.add(one.asString()));
		}
		else if (node != null && node.isValueNode()) {
			recipients.add(node.asString());
		}
		return recipients;
	}

	public String title(JsonNode event) {
		return this.title.render(event, MAX_TITLE);
	}

	public String body(JsonNode event) {
		return this.body.render(event, MAX_BODY);
	}

	/**
	 * What events have in common that update one notification; null if each makes its
	 * own.
	 */
	public @Nullable String collapseKey(JsonNode event) {
		return this.rule.collapseKey().isBlank() ? null : this.collapseKey.render(event, MAX_KEY);
	}

}
