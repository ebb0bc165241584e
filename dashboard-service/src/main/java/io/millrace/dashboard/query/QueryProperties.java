package io.millrace.dashboard.query;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How queries are answered.
 *
 * @param offsetWait how long a query waits for its {@code minOffset} before it answers
 * 503. Default 2 s.
 * @param cacheSize how much memory, roughly, may be taken by what queries took of buckets
 * that are closed; 0 for none. Default 64 MB
 */
@ConfigurationProperties("millrace.dashboard.query")
public record QueryProperties(@DefaultValue("2s") Duration offsetWait, @DefaultValue("64MB") DataSize cacheSize) {

	public QueryProperties {
		if (cacheSize.isNegative()) {
			throw new IllegalArgumentException("millrace.dashboard.query.cache-size can't be negative");
		}
		if (offsetWait.isNegative()) {
			throw new IllegalArgumentException("millrace.dashboard.query.offset-wait can't be negative");
		}
	}

}
