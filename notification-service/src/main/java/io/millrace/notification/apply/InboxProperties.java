package io.millrace.notification.apply;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an inbox keeps.
 *
 * @param maxItems how many notifications an inbox holds, 1 to 10,000; when another comes,
 * the oldest leaves. Default 1,000. Redis holds about 1 KB for each, and one script may
 * have to touch all of one inbox
 * @param retention how long a notification is kept, by the time it was appended to the
 * inbox log. Default 90d. Must not exceed the inbox log's own retention, or a rebuilt
 * inbox would hold less; that is refused at start
 * @param categories bounds of single categories, by their names: {@code max-items}, at
 * most that of the inbox, and {@code retention}, at most that of the inbox; what is
 * absent is as the inbox's. Default none. Changed bounds hold for what comes from then on
 * @param cleanupInterval how often it is looked for inboxes of epochs that have ended, 1s
 * to 1d. Default 10m. A look after an epoch has ended goes through the names of all keys
 * in Redis, and 10,000 are removed at a time
 * @param threads members of the consumer group that writes inboxes in this process, at
 * least 1. Default 2. More than the topic has partitions are idle
 */
@ConfigurationProperties("millrace.notification.inbox")
public record InboxProperties(@DefaultValue("1000") int maxItems, @DefaultValue("90d") Duration retention,
		@DefaultValue Map<String, Category> categories, @DefaultValue("10m") Duration cleanupInterval,
		@DefaultValue("2") int threads) {

	private static final int MOST_ITEMS = 10_000;

	/**
	 * Bounds of a category.
	 *
	 * @param maxItems how many of its notifications an inbox keeps; when another comes,
	 * the oldest of them leaves
	 * @param retention how long they are kept
	 */
	public record Category(@Nullable Integer maxItems, @Nullable Duration retention) {
	}

	public InboxProperties {
		if (maxItems < 1 || maxItems > MOST_ITEMS) {
			throw new IllegalArgumentException("millrace.notification.inbox.max-items is 1 to 10,000, not " + maxItems);
		}
		if (retention.compareTo(Duration.ofMinutes(1)) < 0) {
			throw new IllegalArgumentException(
					"millrace.notification.inbox.retention is at least a minute, not " + retention);
		}
		categories = Map.copyOf(categories);
		for (Map.Entry<String, Category> category : categories.entrySet()) {
			check(category.getKey(), category.getValue(), maxItems, retention);
		}
		if (cleanupInterval.compareTo(Duration.ofSeconds(1)) < 0 || cleanupInterval.compareTo(Duration.ofDays(1)) > 0) {
			throw new IllegalArgumentException(
					"millrace.notification.inbox.cleanup-interval is 1s to 1d, not " + cleanupInterval);
		}
		if (threads < 1) {
			throw new IllegalArgumentException(
					"millrace.notification.inbox.threads must be at least 1, not " + threads);
		}
	}

	private static void check(String name, Category category, int mostItems, Duration longest) {
		String property = "millrace.notification.inbox.categories[" + name + "]";
		Integer maxItems = category.maxItems();
		if (maxItems != null && (maxItems < 1 || maxItems > mostItems)) {
			throw new IllegalArgumentException(
					property + ".max-items is 1 to max-items of the inbox (" + mostItems + "), not " + maxItems);
		}
		Duration retention = category.retention();
		if (retention != null && (retention.isNegative() || retention.isZero() || retention.compareTo(longest) > 0)) {
			throw new IllegalArgumentException(property + ".retention is more than nothing and at most the inbox's ("
					+ longest + "), not " + retention);
		}
	}

	Duration retention(String category) {
		Category own = this.categories.get(category);
		return (own != null && own.retention() != null) ? own.retention() : this.retention;
	}

	/** How many items of a category an inbox keeps, if it has such a bound. */
	@Nullable Integer cap(String category) {
		Category own = this.categories.get(category);
		return (own != null) ? own.maxItems() : null;
	}

}
