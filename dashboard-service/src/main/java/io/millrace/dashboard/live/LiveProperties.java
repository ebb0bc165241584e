package io.millrace.dashboard.live;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The live view.
 *
 * @param interval from one frame to the next, 100ms to 1m. Default 1s. Shorter costs a
 * query and a look at the pipeline each time, while somebody watches; longer looks less
 * live
 * @param audienceInterval how often users and top types are counted for it, 100ms to 10m.
 * Default 5s. These read an hour's sketches: shorter costs Redis and CPU, longer shows
 * older figures
 */
@ConfigurationProperties("millrace.dashboard.live")
public record LiveProperties(@DefaultValue("1s") Duration interval, @DefaultValue("5s") Duration audienceInterval) {

	public LiveProperties {
		require(within(interval, Duration.ofMinutes(1)), "interval must be 100ms to 1m, not " + interval);
		require(within(audienceInterval, Duration.ofMinutes(10)),
				"audience-interval must be 100ms to 10m, not " + audienceInterval);
	}

	private static boolean within(Duration value, Duration max) {
		return value.toMillis() >= 100 && value.compareTo(max) <= 0;
	}

	private static void require(boolean valid, String rule) {
		if (!valid) {
			throw new IllegalArgumentException("millrace.dashboard.live." + rule);
		}
	}

}
