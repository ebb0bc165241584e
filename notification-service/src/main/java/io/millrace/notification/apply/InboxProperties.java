package io.millrace.notification.apply;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an inbox keeps.
 *
 * @param maxItems how many notifications an inbox holds, 1 to 10,000; when another comes,
 * the oldest leaves. Default 1,000. Redis holds about 1 KB for each, and one script may
 * have to touch all of one inbox
 * @param retention how long a notification is kept, by the time it was appended to the
 * inbox log. Default 90d. Looked at when something happens to the inbox; one to which
 * nothing happens for so long leaves as a whole. Must not exceed the inbox log's own
 * retention, or a rebuilt inbox would hold less; that is refused at start
 * @param threads members of the consumer group that writes inboxes in this process, at
 * least 1. Default 2. More than the topic has partitions are idle
 */
@ConfigurationProperties("millrace.notification.inbox")
public record InboxProperties(@DefaultValue("1000") int maxItems, @DefaultValue("90d") Duration retention,
		@DefaultValue("2") int threads) {

	private static final int MOST_ITEMS = 10_000;

	public InboxProperties {
		if (maxItems < 1 || maxItems > MOST_ITEMS) {
			throw new IllegalArgumentException("millrace.notification.inbox.max-items is 1 to 10,000, not " + maxItems);
		}
		if (retention.compareTo(Duration.ofMinutes(1)) < 0) {
			throw new IllegalArgumentException(
					"millrace.notification.inbox.retention is at least a minute, not " + retention);
		}
		if (threads < 1) {
			throw new IllegalArgumentException(
					"millrace.notification.inbox.threads must be at least 1, not " + threads);
		}
	}

}
