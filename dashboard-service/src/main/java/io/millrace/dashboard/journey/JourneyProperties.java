package io.millrace.dashboard.journey;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How histories of users are kept, by which funnels and retentions count.
 *
 * @param allowedLateness how long after its time an event may come and still be taken
 * into its user's history. Higher keeps every history that much longer in Redis; too low
 * and what comes late is missing in funnels and retentions (and only there). Default 1 h
 * @param allowedOutage how long this service may be away without forgetting what users
 * had begun: histories expire that much later than they are needed. After a longer one
 * answers say {@code since}, until a rebuild. Default 3 days
 * @param cachedUsers of how many users the owner of a partition keeps the histories in
 * memory, at some 300 bytes each. Default 20,000
 */
@ConfigurationProperties("millrace.dashboard.journeys")
public record JourneyProperties(@DefaultValue("1h") Duration allowedLateness,
		@DefaultValue("3d") Duration allowedOutage, @DefaultValue("20000") int cachedUsers) {

	public JourneyProperties {
		require(!allowedLateness.isNegative(), "allowed-lateness can't be negative");
		require(!allowedOutage.isNegative(), "allowed-outage can't be negative");
		require(cachedUsers >= 0, "cached-users can't be negative");
	}

	private static void require(boolean valid, String rule) {
		if (!valid) {
			throw new IllegalArgumentException("millrace.dashboard.journeys." + rule);
		}
	}

}
