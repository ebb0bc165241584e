package io.millrace.dashboard.query;

import java.time.Clock;

import io.millrace.common.topic.TopicSettings;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.dashboard.aggregate.AggregateStore;
import io.millrace.sink.fence.FenceStore;
import io.millrace.sink.fence.GenerationStore;
import org.apache.kafka.clients.admin.Admin;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaAdmin;

/**
 * What queries need.
 */
@Configuration(proxyBeanMethods = false)
public class QueryConfiguration {

	@Bean
	EndOffsets endOffsets(KafkaAdmin kafka, TopicsProperties topics, Clock clock) {
		TopicSettings topic = topics.userEvents();
		return new EndOffsets(Admin.create(kafka.getConfigurationProperties()), topic.name(), topic.partitions(),
				clock);
	}

	@Bean
	QueryService queryService(TopicsProperties topics, QueryProperties properties, GenerationStore dashboardGenerations,
			AggregateStore store, FenceStore fences, EndOffsets endOffsets, Clock clock) {
		TopicSettings topic = topics.userEvents();
		return new QueryService(topic.name(), new Planner(clock),
				new OffsetWait(topic, dashboardGenerations, fences, properties.offsetWait()), dashboardGenerations,
				store, endOffsets, new Freshness(topic.name(), properties.allowedLateness()));
	}

}
