package io.millrace.dashboard.aggregate;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.common.event.Event;
import io.millrace.common.event.EventCodec;
import io.millrace.common.settings.SettingsCopy;
import io.millrace.common.topic.TopicProvisioner;
import io.millrace.common.topic.TopicSettings;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.dashboard.declaration.Definitions;
import io.millrace.dashboard.definition.Meter;
import io.millrace.dashboard.definition.Meters;
import io.millrace.dashboard.journey.Funnel;
import io.millrace.dashboard.journey.JourneyProperties;
import io.millrace.dashboard.journey.Retention;
import io.millrace.dashboard.meter.LatenessProperties;
import io.millrace.sink.Effect;
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

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	@Bean
	AggregateStore aggregateStore(StringRedisTemplate redis, ScriptLoader scripts) {
		return new AggregateStore(redis, scripts);
	}

	@Bean
	GenerationStore dashboardGenerations(FencedConsumers consumers) {
		return consumers.generations(GROUP, AggregateKeys.LAYOUT);
	}

	@Bean
	Meters meters(Definitions<Meter> meters, Definitions<Funnel> funnels, Definitions<Retention> retentions,
			AggregateProperties aggregate, JourneyProperties journeys) {
		return new Meters(meters, funnels, retentions, aggregate.maxTypes(), journeys.allowedLateness());
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
	Effect.Factory<Event> aggregateEffects(AggregateStore store, Meters meters, SettingsCopy meterCopy,
			AggregateProperties properties, LatenessProperties lateness, JourneyProperties journeys,
			AggregateMetrics metrics, Clock clock) {
		return (slot, partition) -> {
			// The last owner may have counted by a meter that has only just been set.
			meterCopy.awaitCurrent(PATIENCE);
			return new AggregateEffect(slot, store, meters, properties, lateness.allowedLateness(), journeys, metrics,
					clock);
		};
	}

	@Bean
	LogConsumers aggregate(FencedConsumers consumers, TopicsProperties topics, TopicProvisioner provisioner,
			AggregateProperties properties, Effect.Factory<Event> aggregateEffects, AggregateStore store,
			ScriptLoader scripts, Meters meters, Clock clock) {
		TopicSettings events = topics.userEvents();
		TopicSettings deadLetters = TopicProvisioner.deadLetters(events, GROUP);
		LogConsumer consumer = consumers
			.sink(new SinkSpec<>(events.name(), GROUP, properties.threads(), properties.flushInterval(),
					AggregateStore::slot, deadLetters.name(), new EventReader(new EventCodec()), aggregateEffects,
					AggregateKeys.LAYOUT, new AggregateSuccession(new SuccessionStore(scripts), store, meters, clock)));
		return new LogConsumers(() -> {
			provisioner.ensure(events, deadLetters);
			provisioner.ensureCompacted(topics.meters());
		}, List.of(consumer));
	}

}
