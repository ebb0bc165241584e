package io.millrace.dashboard.query;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How queries are answered.
 *
 * @param offsetWait how long a query waits for its {@code minOffset} before it answers
 * 503. Default 2 s.
 */
@ConfigurationProperties("millrace.dashboard.query")
public record QueryProperties(@DefaultValue("2s") Duration offsetWait) {

	public QueryProperties {
		if (offsetWait.isNegative()) {
			throw new IllegalArgumentException("millrace.dashboard.query.offset-wait can't be negative");
		}
	}

}
