package io.millrace.dashboard.meter;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is late.
 *
 * @param allowedLateness how long after its time an event is expected to come at the
 * latest; answers say {@code completeUntil} by it. Later ones are counted all the same,
 * and counted as late. Too low and figures below {@code completeUntil} still change; too
 * high and it says little. Default 10 s.
 */
@ConfigurationProperties("millrace.dashboard.query")
public record LatenessProperties(@DefaultValue("10s") Duration allowedLateness) {

	public LatenessProperties {
		if (allowedLateness.isNegative()) {
			throw new IllegalArgumentException("millrace.dashboard.query.allowed-lateness can't be negative");
		}
	}

}
