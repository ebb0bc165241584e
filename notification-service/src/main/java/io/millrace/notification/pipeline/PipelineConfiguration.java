package io.millrace.notification.pipeline;

import java.util.List;

import io.millrace.common.topic.TopicProvisioner;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.notification.apply.InboxProperties;
import io.millrace.notification.decide.FirstPositions;
import io.millrace.notification.log.InboxLog;
import io.millrace.sink.log.LogConsumer;
import io.millrace.sink.log.LogConsumers;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PipelineConfiguration {

	@Bean
	Preparation preparation(TopicProvisioner provisioner, TopicsProperties topics, InboxLog inboxLog,
			InboxProperties inboxes, FirstPositions firstPositions) {
		return new Preparation(provisioner, topics, inboxLog, inboxes.retention(), firstPositions);
	}

	@Bean
	LogConsumers pipeline(Preparation preparation, List<LogConsumer> consumers) {
		return new LogConsumers(preparation, consumers);
	}

}
