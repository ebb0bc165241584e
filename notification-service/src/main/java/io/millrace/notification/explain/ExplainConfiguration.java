package io.millrace.notification.explain;

import io.millrace.common.topic.TopicsProperties;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;

@Configuration(proxyBeanMethods = false)
class ExplainConfiguration {

	@Bean
	EventLog eventLog(TopicsProperties topics, ConsumerFactory<?, ?> consumers) {
		return new EventLog(topics.userEvents().name(), consumers.getConfigurationProperties());
	}

}
