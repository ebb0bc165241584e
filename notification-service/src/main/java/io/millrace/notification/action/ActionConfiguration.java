package io.millrace.notification.action;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.notification.inbox.InboxStore;
import io.millrace.notification.log.EntryCodec;
import io.millrace.notification.log.InboxLog;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ProducerFactory;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ActionProperties.class)
class ActionConfiguration {

	@Bean
	ActionLog actionLog(ProducerFactory<?, ?> producers, InboxLog inboxLog, EntryCodec entries) {
		return new ActionLog(producers.getConfigurationProperties(), inboxLog, entries);
	}

	@Bean
	Actions actions(ActionLog actionLog, InboxStore inboxes, ActionProperties properties, MeterRegistry meters) {
		return new Actions(actionLog, inboxes, properties.maxWait(), new ActionMetrics(meters));
	}

}
