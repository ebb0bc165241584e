package io.millrace.notification.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.common.web.SseStreams;

/**
 * What live streams cost.
 */
final class LiveMetrics {

	final Timer refreshes;

	final Counter resets;

	LiveMetrics(MeterRegistry registry, SseStreams streams) {
		Gauge.builder("millrace.notification.live.streams", streams, SseStreams::size)
			.description("Open streams of inboxes")
			.baseUnit("streams")
			.register(registry);
		this.refreshes = Timer.builder("millrace.notification.live.refresh")
			.description("Time to bring the streams of one user up to date; its count is how often that was done")
			.register(registry);
		this.resets = Counter.builder("millrace.notification.live.resets")
			.description("Streams whose client had to be told to read the list again, as not all changes since its"
					+ " position are known")
			.baseUnit("streams")
			.register(registry);
	}

}
