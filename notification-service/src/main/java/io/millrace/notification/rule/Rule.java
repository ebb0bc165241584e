package io.millrace.notification.rule;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.millrace.common.event.FieldPath;
import io.millrace.common.event.TypePattern;
import io.millrace.common.expression.Condition;
import io.millrace.notification.channel.Channel;
import io.millrace.notification.log.Category;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which events make which notification, for whom. Title and body are Mustache templates
 * over the event: {@code {{data.orderId}}}, {@code {{subject}}}. They render plain text,
 * so nothing is escaped; a field that an event lacks renders as nothing.
 *
 * @param name names the rule: letters, digits, {@code .}, {@code _}, {@code -}, at most
 * 100. Part of the notifications' ids: under another name the same event notifies again
 * @param eventType the events' type: {@code order.paid}, or {@code order.*} for all that
 * begin with {@code order.}, or {@code *}
 * @param recipients who is notified: {@code subject}, or a field of the event that holds
 * a user's id or a list of them, e.g. {@code data.sellerId}. Default subject
 * @param category what the notification is filed under, at most 100 characters
 * @param title template of the title; what it renders is cut at 200 characters
 * @param body template of the text; what it renders is cut at 4,000 characters. Default
 * empty
 * @param condition a CEL expression over {@code type}, {@code subject}, {@code source},
 * {@code id} and {@code data} that must hold, e.g. {@code data.amount > 100}. Default
 * empty: always. Where it can't be told, as the event lacks a field, it doesn't hold
 * @param feed template of a feed's name; its followers are notified, and not the
 * recipients. Default empty
 * @param collapseKey template; events that render the same for a recipient update one
 * notification instead of making one each, e.g. {@code {{data.photoId}}}. Default empty:
 * one each
 * @param critical whether preferences can't mute it. Default false
 * @param channels where its notifications go: {@code inbox}, {@code email},
 * {@code webhook} (all endpoints that take the category), {@code webhook:<name>} (one).
 * Default inbox
 */
public record Rule(@DefaultValue("") String name, @DefaultValue("") String eventType,
		@DefaultValue("subject") String recipients, @DefaultValue("") String category, @DefaultValue("") String title,
		@DefaultValue("") String body, @DefaultValue("") String condition, @DefaultValue("") String feed,
		@DefaultValue("") String collapseKey, @DefaultValue("false") boolean critical,
		@DefaultValue(Channel.INBOX) List<String> channels) {

	static final List<String> DEFAULT_CHANNELS = List.of(Channel.INBOX);

	private static final int MOST_CHANNELS = 20;

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

	/**
	 * @throws IllegalArgumentException with the rule's name and what is wrong with which
	 * field
	 */
	public Rule {
		if (!NAME.matcher(name).matches()) {
			throw new IllegalArgumentException("A rule's name is 1 to 100 letters, digits, '.', '_' and '-',"
					+ " beginning with a letter or a digit; this one isn't: '" + name + "'");
		}
		if (!Category.isPossible(category)) {
			throw fault(name, "category", Category.RULE);
		}
		if (title.isBlank()) {
			throw fault(name, "title", "is missing");
		}
		check(name, "event-type", eventType, TypePattern::new);
		check(name, "recipients", recipients, FieldPath::new);
		check(name, "title", title, TextTemplate::new);
		check(name, "body", body, TextTemplate::new);
		check(name, "feed", feed, TextTemplate::new);
		check(name, "collapse-key", collapseKey, TextTemplate::new);
		if (!condition.isBlank()) {
			check(name, "condition", condition, Condition::new);
		}
		if (channels.isEmpty() || channels.size() > MOST_CHANNELS) {
			throw fault(name, "channels", "are 1 to " + MOST_CHANNELS + ", not " + channels.size());
		}
		for (String channel : channels) {
			String unknown = Channel.fault(channel);
			if (unknown != null) {
				throw fault(name, "channels", unknown);
			}
		}
		channels = List.copyOf(new LinkedHashSet<>(channels));
	}

	private static void check(String rule, String field, String value, Function<String, ?> reading) {
		try {
			var unused = reading.apply(value);
		}
		catch (IllegalArgumentException ex) {
			// Without the cause: at a start that fails, Boot shows the innermost message.
			throw fault(rule, field, String.valueOf(ex.getMessage()));
		}
	}

	static IllegalArgumentException fault(String rule, String field, String fault) {
		return new IllegalArgumentException("Rule '" + rule + "', " + field + ": " + fault);
	}

}
