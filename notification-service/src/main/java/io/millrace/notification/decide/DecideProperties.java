package io.millrace.notification.decide;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How events become notifications.
 *
 * @param threads members of the consumer group in this process, at least 1. Default 2.
 * Each is a consumer of its own; more than the topic has partitions are idle
 * @param maxItemData up to which size an event's data is kept with the notification.
 * Default 16KB, at most 32KB; larger data is left out of it. Too high and inboxes fill
 * Redis, 0 keeps none
 */
@ConfigurationProperties("millrace.notification.decide")
public record DecideProperties(@DefaultValue("2") int threads, @DefaultValue("16KB") DataSize maxItemData) {

	/** What the inbox log takes beyond an event must hold the rendered texts too. */
	private static final DataSize MOST_ITEM_DATA = DataSize.ofKilobytes(32);

	public DecideProperties {
		if (threads < 1) {
			throw new IllegalArgumentException(
					"millrace.notification.decide.threads must be at least 1, not " + threads);
		}
		if (maxItemData.isNegative() || maxItemData.compareTo(MOST_ITEM_DATA) > 0) {
			throw new IllegalArgumentException(
					"millrace.notification.decide.max-item-data is 0 to 32KB, not " + maxItemData);
		}
	}

}
