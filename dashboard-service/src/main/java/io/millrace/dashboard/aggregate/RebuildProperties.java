package io.millrace.dashboard.aggregate;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What becomes of figures that were rebuilt.
 *
 * @param cleanupInterval how often it is looked for figures of generations that have
 * ended, 1s to 1d. Default 10m. They are left for one interval at least: it must be
 * longer than a query takes, or one that had begun before the switch may be told less
 * than was counted. A look after a generation has ended goes through the names of all
 * keys in Redis, and 10,000 are removed at a time
 */
@ConfigurationProperties("millrace.dashboard.rebuild")
public record RebuildProperties(@DefaultValue("10m") Duration cleanupInterval) {

	public RebuildProperties {
		if (cleanupInterval.compareTo(Duration.ofSeconds(1)) < 0 || cleanupInterval.compareTo(Duration.ofDays(1)) > 0) {
			throw new IllegalArgumentException(
					"millrace.dashboard.rebuild.cleanup-interval is 1s to 1d, not " + cleanupInterval);
		}
	}

}
