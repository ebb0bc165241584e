package io.millrace.notification.rule;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A rule as it is sent: what is absent has its default.
 */
record RuleBody(@Nullable String name, @Nullable String eventType, @Nullable String recipients,
		@Nullable String category, @Nullable String title, @Nullable String body, @Nullable String condition,
		@Nullable String feed, @Nullable String collapseKey, @Nullable Boolean critical,
		@Nullable List<@Nullable String> channels) {

	/**
	 * @throws IllegalArgumentException with what is wrong
	 */
	Rule rule() {
		return new Rule(text(this.name), text(this.eventType), Objects.requireNonNullElse(this.recipients, "subject"),
				text(this.category), text(this.title), text(this.body), text(this.condition), text(this.feed),
				text(this.collapseKey), Boolean.TRUE.equals(this.critical), channels(this.channels));
	}

	private static List<String> channels(@Nullable List<@Nullable String> channels) {
		return (channels == null) ? Rule.DEFAULT_CHANNELS : channels.stream().map(RuleBody::text).toList();
	}

	private static String text(@Nullable String field) {
		return Objects.requireNonNullElse(field, "");
	}

	RuleBody named(String other) {
		return new RuleBody(other, this.eventType, this.recipients, this.category, this.title, this.body,
				this.condition, this.feed, this.collapseKey, this.critical, this.channels);
	}

}
