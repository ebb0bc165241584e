package io.millrace.notification.channel;

import java.util.List;

import io.millrace.common.topic.TopicsProperties;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ChannelConfiguration {

	@Bean
	Channels channels(List<Target.Source> sources) {
		return new Channels(sources.stream().flatMap((source) -> source.targets().stream()).toList());
	}

	@Bean
	DeliveryLog deliveryLog(TopicsProperties topics) {
		return new DeliveryLog(topics.deliveries());
	}

}
