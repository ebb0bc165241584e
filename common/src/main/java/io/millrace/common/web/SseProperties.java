package io.millrace.common.web;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Streams of server-sent events.
 *
 * @param heartbeat how long a stream may be silent before a comment is sent, 100ms to
 * 10m. Default 10s. Too long and proxies cut the connection, and clients that are gone
 * are noticed late; too short costs traffic
 * @param maxPending events that may wait for one client, at least 1. Default 256. A
 * client further behind is dropped: too low drops clients on a short stall, too high
 * costs memory per slow client. Of live dashboards one frame waits, whatever this is
 */
@ConfigurationProperties("millrace.sse")
public record SseProperties(@DefaultValue("10s") Duration heartbeat, @DefaultValue("256") int maxPending) {

	public SseProperties {
		if (heartbeat.compareTo(Duration.ofMillis(100)) < 0 || heartbeat.compareTo(Duration.ofMinutes(10)) > 0) {
			throw new IllegalArgumentException("millrace.sse.heartbeat must be 100ms to 10m, not " + heartbeat);
		}
		if (maxPending < 1) {
			throw new IllegalArgumentException("millrace.sse.max-pending must be at least 1, not " + maxPending);
		}
	}

}
