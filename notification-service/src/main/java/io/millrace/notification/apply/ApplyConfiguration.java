package io.millrace.notification.apply;

import java.util.List;

import java.time.Duration;

import io.millrace.common.topic.TopicProvisioner;
import io.millrace.notification.log.EntryCodec;
import io.millrace.notification.log.InboxLog;
import io.millrace.sink.FencedConsumers;
import io.millrace.sink.SinkSpec;
import io.millrace.sink.fence.GenerationStore;
import io.millrace.sink.log.LogConsumer;
import io.millrace.sink.log.PartitionStatus;
import io.millrace.sink.rebuild.EndedGenerationStore;
import io.millrace.sink.rebuild.EndedGenerations;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(InboxProperties.class)
class ApplyConfiguration {

	/** A generation of this group is an epoch of the inboxes. */
	@Bean
	GenerationStore epochs(FencedConsumers consumers) {
		return consumers.generations(InboxKeys.GROUP, InboxKeys.LAYOUT);
	}

	@Bean
	LogConsumer applyConsumer(FencedConsumers consumers, InboxProperties properties, EntryCodec entries,
			InboxLog inboxLog) {
		return consumers.sink(new SinkSpec<>(inboxLog.topic(), InboxKeys.GROUP, properties.threads(), Duration.ZERO,
				(epoch, partition) -> InboxKeys.slot(epoch, partition.partition()),
				TopicProvisioner.deadLetterTopic(inboxLog.topic(), InboxKeys.GROUP), new EntryReader(entries, inboxLog),
				(slot, partition) -> new InboxEffect(slot, properties), InboxKeys.LAYOUT));
	}

	@Bean
	EndedGenerations endedEpochs(GenerationStore epochs, StringRedisTemplate redis,
			List<PartitionStatus.Source> sources, InboxProperties properties) {
		return new EndedGenerations(InboxKeys.GROUP, new EndedGenerationStore(InboxKeys.PREFIX, epochs, redis), sources,
				properties.cleanupInterval());
	}

}
