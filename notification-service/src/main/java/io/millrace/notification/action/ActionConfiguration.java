package io.millrace.notification.action;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.notification.inbox.InboxStore;
import io.millrace.notification.log.EntryAppender;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ActionProperties.class)
class ActionConfiguration {

	@Bean
	Actions actions(EntryAppender appender, InboxStore inboxes, ActionProperties properties, MeterRegistry meters) {
		return new Actions(appender, inboxes, properties.maxWait(), new ActionMetrics(meters));
	}

}
