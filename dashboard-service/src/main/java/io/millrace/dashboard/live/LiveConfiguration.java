package io.millrace.dashboard.live;

import java.time.Clock;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.common.web.SseProperties;
import io.millrace.common.web.SseStreams;
import io.millrace.dashboard.pipeline.PipelineService;
import io.millrace.dashboard.query.QueryService;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The live view's parts. Its streams are its own: a frame replaces the one before, which
 * a slow viewer skips.
 */
@Configuration(proxyBeanMethods = false)
class LiveConfiguration {

	@Bean
	SseStreams liveStreams(SseProperties sse, LiveProperties live) {
		return SseStreams.ofNewest(sse, live.interval());
	}

	@Bean
	LiveFeed liveFeed(SseStreams liveStreams, QueryService queries, PipelineService pipeline, LiveProperties properties,
			JsonMapper json, MeterRegistry meters, Clock clock) {
		LiveFrames frames = new LiveFrames(new LiveQueries(queries::query),
				() -> pipeline.current(properties.interval().dividedBy(2)), properties, clock);
		Gauge.builder("millrace.dashboard.live.viewers", liveStreams, SseStreams::size)
			.description("Open live streams")
			.baseUnit("streams")
			.register(meters);
		Timer timer = Timer.builder("millrace.dashboard.live.frame")
			.description("Time to make one frame of the live view; its count is the frames made, for all viewers")
			.register(meters);
		return new LiveFeed(liveStreams, () -> json.writeValueAsString(frames.next()), properties.interval(), timer);
	}

}
