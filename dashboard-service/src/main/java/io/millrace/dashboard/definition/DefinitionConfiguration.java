package io.millrace.dashboard.definition;

import java.util.List;

import io.millrace.common.settings.SettingsCopy;
import io.millrace.common.settings.SettingsWriter;
import io.millrace.common.topic.TopicsProperties;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.ProducerFactory;

/**
 * This node's copy of the meters that are set over REST.
 */
@Configuration(proxyBeanMethods = false)
class DefinitionConfiguration {

	@Bean
	MeterSettings meterSettings(Meters meters) {
		return new MeterSettings(meters);
	}

	@Bean
	SettingsCopy meterCopy(TopicsProperties topics, ConsumerFactory<?, ?> consumers, MeterSettings settings) {
		return new SettingsCopy(topics.meters().name(), consumers.getConfigurationProperties(), List.of(settings));
	}

	@Bean
	SettingsWriter meterWriter(TopicsProperties topics, ProducerFactory<?, ?> producers, SettingsCopy meterCopy) {
		return new SettingsWriter(topics.meters().name(), producers.getConfigurationProperties(), meterCopy);
	}

}
