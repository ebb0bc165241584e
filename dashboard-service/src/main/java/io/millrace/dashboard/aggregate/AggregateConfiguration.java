package io.millrace.dashboard.aggregate;

import java.time.Clock;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.common.event.Event;
import io.millrace.common.event.EventCodec;
import io.millrace.common.topic.TopicProvisioner;
import io.millrace.common.topic.TopicSettings;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.sink.FencedConsumers;
import io.millrace.sink.SinkSpec;
import io.millrace.sink.fence.GenerationStore;
import io.millrace.sink.fence.ScriptLoader;
import io.millrace.sink.log.LogConsumer;
import io.millrace.sink.log.LogConsumers;
import io.millrace.sink.log.PartitionStatus;
import io.millrace.sink.rebuild.EndedGenerationStore;
import io.millrace.sink.rebuild.EndedGenerations;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * The sink that counts {@code user-events}, as group {@code dashboard}.
 */
@Configuration(proxyBeanMethods = false)
public class AggregateConfiguration {

	/** The consumer group, and the name of its generations. */
	public static final String GROUP = "dashboard";

	@Bean
	AggregateStore aggregateStore(StringRedisTemplate redis, ScriptLoader scripts) {
		return new AggregateStore(redis, scripts);
	}

	@Bean
	GenerationStore dashboardGenerations(FencedConsumers consumers) {
		return consumers.generations(GROUP, AggregateKeys.LAYOUT);
	}

	@Bean
	EndedGenerations endedDashboardGenerations(GenerationStore dashboardGenerations, StringRedisTemplate redis,
			List<PartitionStatus.Source> sources, RebuildProperties properties) {
		return new EndedGenerations(GROUP, new EndedGenerationStore(AggregateKeys.PREFIX, dashboardGenerations, redis),
				sources, properties.cleanupInterval());
	}

	@Bean
	AggregateMetrics aggregateMetrics(MeterRegistry registry) {
		return new AggregateMetrics(registry);
	}

	@Bean
	LogConsumers aggregate(FencedConsumers consumers, TopicsProperties topics, TopicProvisioner provisioner,
			AggregateProperties properties, AggregateStore store, AggregateMetrics metrics, ScriptLoader scripts,
			Clock clock) {
		TopicSettings events = topics.userEvents();
		TopicSettings deadLetters = TopicProvisioner.deadLetters(events, GROUP);
		LogConsumer consumer = consumers.sink(new SinkSpec<Event>(events.name(), GROUP, properties.threads(),
				properties.flushInterval(), AggregateStore::slot, deadLetters.name(), new EventReader(new EventCodec()),
				(slot, partition) -> new AggregateEffect(slot, store, properties, metrics, clock), AggregateKeys.LAYOUT,
				new AggregateSuccession(new SuccessionStore(scripts), store, clock)));
		return new LogConsumers(() -> provisioner.ensure(events, deadLetters), List.of(consumer));
	}

}
