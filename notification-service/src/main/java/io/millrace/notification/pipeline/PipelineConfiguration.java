package io.millrace.notification.pipeline;

import java.util.List;

import io.millrace.common.topic.TopicProvisioner;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.notification.apply.ApplyConsumer;
import io.millrace.notification.apply.InboxProperties;
import io.millrace.notification.decide.DecideConsumer;
import io.millrace.notification.decide.FirstPositions;
import io.millrace.notification.log.InboxLog;

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
	Pipeline pipeline(Preparation preparation, DecideConsumer decide, ApplyConsumer apply) {
		return new Pipeline(preparation, List.of(decide.consumer(), apply.consumer()));
	}

	@Bean
	PipelineHealthIndicator pipelineHealthIndicator(Pipeline pipeline) {
		return new PipelineHealthIndicator(pipeline);
	}

}
