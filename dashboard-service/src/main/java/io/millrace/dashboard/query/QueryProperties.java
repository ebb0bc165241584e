package io.millrace.dashboard.query;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How queries are answered.
 *
 * @param allowedLateness how long after its time an event is expected to come at the
 * latest; answers say {@code completeUntil} by it. Later ones are counted all the same.
 * Too low and figures below {@code completeUntil} still change; too high and it says
 * little. Default 10 s.
 * @param offsetWait how long a query waits for its {@code minOffset} before it answers
 * 503. Default 2 s.
 */
@ConfigurationProperties("millrace.dashboard.query")
public record QueryProperties(@DefaultValue("10s") Duration allowedLateness, @DefaultValue("2s") Duration offsetWait) {

	public QueryProperties {
		if (allowedLateness.isNegative() || offsetWait.isNegative()) {
			throw new IllegalArgumentException(
					"millrace.dashboard.query.allowed-lateness and offset-wait can't be negative");
		}
	}

}
