package io.millrace.notification.live;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.common.web.SseProperties;
import io.millrace.common.web.SseStreams;
import io.millrace.notification.inbox.Arrivals;
import io.millrace.notification.inbox.InboxStore;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LiveProperties.class)
class LiveConfiguration {

	@Bean
	SseStreams inboxStreams(SseProperties properties) {
		return new SseStreams(properties);
	}

	@Bean
	LiveInboxes liveInboxes(SseStreams inboxStreams, InboxStore inboxes, Arrivals arrivals, JsonMapper json,
			LettuceConnectionFactory connections, LiveProperties properties, MeterRegistry meters) {
		return new LiveInboxes(inboxStreams, inboxes, arrivals, new StreamEvents(json),
				(changed, missed) -> new HintStore(connections, changed, missed), properties,
				new LiveMetrics(meters, inboxStreams));
	}

}
