package io.millrace.notification.pipeline;

import java.util.List;
import java.util.stream.Stream;

import io.millrace.common.settings.SettingsCopy;
import io.millrace.common.settings.SettingsKind;
import io.millrace.common.settings.SettingsWriter;
import io.millrace.common.topic.TopicProvisioner;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.notification.apply.InboxProperties;
import io.millrace.notification.decide.FirstPositions;
import io.millrace.notification.deliver.Couriers;
import io.millrace.notification.log.InboxLog;
import io.millrace.sink.log.LogConsumer;
import io.millrace.sink.log.LogConsumers;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.ProducerFactory;

@Configuration(proxyBeanMethods = false)
class PipelineConfiguration {

	@Bean
	Preparation preparation(TopicProvisioner provisioner, TopicsProperties topics, InboxLog inboxLog,
			InboxProperties inboxes, FirstPositions firstPositions, SettingsCopy settings) {
		return new Preparation(provisioner, topics, inboxLog, inboxes.retention(), firstPositions, settings);
	}

	@Bean
	SettingsCopy settingsCopy(TopicsProperties topics, ConsumerFactory<?, ?> consumers, List<SettingsKind> kinds) {
		return new SettingsCopy(topics.settings().name(), consumers.getConfigurationProperties(), kinds);
	}

	@Bean
	SettingsWriter settingsWriter(TopicsProperties topics, ProducerFactory<?, ?> producers, SettingsCopy settings) {
		return new SettingsWriter(topics.settings().name(), producers.getConfigurationProperties(), settings);
	}

	@Bean
	LogConsumers pipeline(Preparation preparation, List<LogConsumer> consumers, Couriers couriers) {
		return new LogConsumers(preparation, Stream.concat(consumers.stream(), couriers.consumers().stream()).toList());
	}

}
