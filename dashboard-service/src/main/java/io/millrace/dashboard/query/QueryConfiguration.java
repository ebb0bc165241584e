package io.millrace.dashboard.query;

import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.common.settings.SettingsCopy;
import io.millrace.common.topic.TopicSettings;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.dashboard.aggregate.AggregateStore;
import io.millrace.dashboard.definition.Meters;
import io.millrace.dashboard.meter.LatenessProperties;
import io.millrace.sink.fence.FenceStore;
import io.millrace.sink.fence.GenerationStore;
import io.millrace.sink.status.HoldMarkerStore;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;
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
	MetricNames metricNames(Meters meters, SettingsCopy meterCopy) {
		return new MetricNames(meters, meterCopy);
	}

	@Bean
	QueryService queryService(TopicsProperties topics, QueryProperties properties, LatenessProperties lateness,
			GenerationStore dashboardGenerations, AggregateStore store, FenceStore fences, EndOffsets endOffsets,
			StringRedisTemplate redis, MeterRegistry registry, Clock clock) {
		TopicSettings topic = topics.userEvents();
		List<TopicPartition> partitions = IntStream.range(0, topic.partitions())
			.mapToObj((partition) -> new TopicPartition(topic.name(), partition))
			.toList();
		PartitionReader reader = new PartitionReader(topic.name(), store, new ClosedBuckets(properties.cacheSize()),
				registry);
		return new QueryService(new Planner(clock),
				new OffsetWait(topic, dashboardGenerations, fences, properties.offsetWait()), dashboardGenerations,
				reader, endOffsets, new OldestHeld(new HoldMarkerStore(redis), partitions),
				new Freshness(topic.name(), lateness.allowedLateness()), clock);
	}

	@Bean
	JourneyQueries journeyQueries(QueryService queryService, Clock clock) {
		return new JourneyQueries(queryService, clock);
	}

}
