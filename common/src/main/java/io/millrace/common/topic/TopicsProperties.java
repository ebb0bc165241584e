package io.millrace.common.topic;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The topics that services share. Every service must be given the same.
 *
 * @param userEvents the topic that events arrive on
 * @param inboxLog the topic that holds everything that ever happened to an inbox
 * @param settings the topic that holds what people set while services run; it is
 * compacted, so its retention is only how long a removal can be seen, and has one
 * partition, whatever is configured: all that is set has one order
 * @param deliveries the topic that holds what is to be sent by webhook or e-mail
 * @param meters the topic that holds the dashboard's meters that are set while services
 * run; compacted and of one partition like settings, but apart from what users set there,
 * which dashboards would have to read otherwise
 * @param inferenceRequests the topic that holds what is to be computed; requests are of
 * no use once nobody waits for them any more
 */
@ConfigurationProperties("millrace.topics")
public record TopicsProperties(@DefaultValue TopicSettings userEvents, @DefaultValue TopicSettings inboxLog,
		@DefaultValue TopicSettings settings, @DefaultValue TopicSettings deliveries,
		@DefaultValue TopicSettings meters, @DefaultValue TopicSettings inferenceRequests) {

	/** What a record made from an event may add to it. */
	static final DataSize MARGIN = DataSize.ofKilobytes(64);

	private static final Duration RETENTION = Duration.ofDays(90);

	/** What nobody took for a week nobody is waiting for. */
	private static final Duration DELIVERIES_RETENTION = Duration.ofDays(7);

	/** They are expired long before; so late they only tell what was asked for. */
	private static final Duration REQUESTS_RETENTION = Duration.ofDays(1);

	public TopicsProperties {
		userEvents = userEvents.or("user-events", DataSize.ofMegabytes(1), RETENTION);
		inboxLog = inboxLog.or("inbox-log", DataSize.ofBytes(DataSize.ofMegabytes(1).toBytes() + MARGIN.toBytes()),
				RETENTION);
		settings = settings.or("settings", DataSize.ofMegabytes(1), RETENTION).withOnePartition();
		deliveries = deliveries.or("deliveries", DataSize.ofMegabytes(1), DELIVERIES_RETENTION);
		meters = meters.or("meters", DataSize.ofMegabytes(1), RETENTION).withOnePartition();
		inferenceRequests = inferenceRequests.or("inference-requests", DataSize.ofMegabytes(1), REQUESTS_RETENTION);
	}

}
