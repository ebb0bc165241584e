package io.millrace.notification.live;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.millrace.notification.inbox.Badge;

/**
 * Up to where a client knows an inbox; the id of a server-sent event.
 *
 * @param epoch the life of the inboxes
 * @param revision the revision of the inbox
 */
record StreamPosition(String epoch, long revision) {

	private static final Pattern FORM = Pattern.compile("([A-Za-z0-9-]{1,64}):(-1|[0-9]{1,18})");

	static StreamPosition of(Badge badge) {
		return new StreamPosition(badge.epoch(), badge.revision());
	}

	/** Reads what {@link #toString} has written; nothing from anything else. */
	static Optional<StreamPosition> parse(String text) {
		Matcher parts = FORM.matcher(text);
		return parts.matches() ? Optional.of(new StreamPosition(parts.group(1), Long.parseLong(parts.group(2))))
				: Optional.empty();
	}

	@Override
	public String toString() {
		return this.epoch + ":" + this.revision;
	}

}
