package io.millrace.ingest.intake;

import java.time.Duration;
import java.time.Instant;

import io.millrace.common.event.body.EventDefaults;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the intake takes. How large one event may be is the topic's
 * {@code millrace.topics.user-events.max-message-size}.
 *
 * @param maxBody the largest body. Default 10MB, 1KB to 1GB. Too low refuses large
 * batches, too high lets one request take much memory
 * @param maxEvents events in one body, at least 1. Default 10000. Too high makes requests
 * that take longer than their deadline
 * @param maxBuffered memory for all bodies that are being read or published at a time, at
 * least max-body. Default 64MB. Beyond it requests are answered 503 at once. The heap
 * should be five times as large; too low refuses bursts
 * @param maxAhead how far an event's time may lie in the future. Default 5m. Too low
 * refuses events of clocks that are fast, too high lets them move the dashboards' clock
 * @param defaultSource the source of events that don't name one, a URI reference, where
 * callers need no key; else it is /millrace/ and the key's name. Default
 * /millrace/anonymous
 */
@ConfigurationProperties("millrace.ingest")
public record IngestProperties(@DefaultValue("10MB") DataSize maxBody, @DefaultValue("10000") int maxEvents,
		@DefaultValue("64MB") DataSize maxBuffered, @DefaultValue("5m") Duration maxAhead,
		@DefaultValue("/millrace/anonymous") String defaultSource) {

	public IngestProperties {
		if (maxBody.toBytes() < 1_024 || maxBody.toGigabytes() > 1) {
			throw new IllegalArgumentException("millrace.ingest.max-body must be 1KB to 1GB, not " + maxBody);
		}
		if (maxEvents < 1 || maxAhead.isNegative()) {
			throw new IllegalArgumentException("millrace.ingest.max-events must be at least 1, max-ahead at least 0");
		}
		// Made for its checks.
		defaultSource = new EventDefaults(defaultSource, Instant.EPOCH).source();
		if (maxBuffered.compareTo(maxBody) < 0) {
			throw new IllegalArgumentException("millrace.ingest.max-buffered (" + maxBuffered
					+ ") must not be less than max-body (" + maxBody + ")");
		}
	}

}
