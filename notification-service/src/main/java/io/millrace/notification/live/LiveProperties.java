package io.millrace.notification.live;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Live streams of inboxes.
 *
 * @param checkInterval how often the revisions of all inboxes that are watched on this
 * node are looked at, 100ms to 1m. Default 5s. So late comes what Redis' Pub/Sub has
 * failed to tell; too short costs Redis a command for each stream as often
 * @param maxStreamsPerUser how many streams of one user's inbox a node keeps open, 1 to
 * 10,000. Default 50. Another one is refused with 429: too low and somebody with many
 * tabs sees some of them stand still; too high and one user can take much of a node
 */
@ConfigurationProperties("millrace.notification.live")
public record LiveProperties(@DefaultValue("5s") Duration checkInterval, @DefaultValue("50") int maxStreamsPerUser) {

	public LiveProperties {
		if (checkInterval.compareTo(Duration.ofMillis(100)) < 0 || checkInterval.compareTo(Duration.ofMinutes(1)) > 0) {
			throw new IllegalArgumentException(
					"millrace.notification.live.check-interval is 100ms to 1m, not " + checkInterval);
		}
		if (maxStreamsPerUser < 1 || maxStreamsPerUser > 10_000) {
			throw new IllegalArgumentException(
					"millrace.notification.live.max-streams-per-user is 1 to 10000, not " + maxStreamsPerUser);
		}
	}

}
