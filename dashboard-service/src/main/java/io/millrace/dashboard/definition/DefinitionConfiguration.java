package io.millrace.dashboard.definition;

import java.util.List;

import io.millrace.common.settings.SettingsCopy;
import io.millrace.common.settings.SettingsKind;
import io.millrace.common.settings.SettingsWriter;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.dashboard.declaration.Definitions;
import io.millrace.dashboard.declaration.LoadedDefinitions;
import io.millrace.dashboard.journey.Funnel;
import io.millrace.dashboard.journey.Retention;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.ProducerFactory;

/**
 * What is configured, and this node's copy of what is set over REST.
 */
@Configuration(proxyBeanMethods = false)
class DefinitionConfiguration {

	@Bean
	Definitions<Meter> meterDefinitions(DefinitionProperties properties) {
		return new Definitions<>(Meters.KIND, properties.meters());
	}

	@Bean
	Definitions<Funnel> funnelDefinitions(DefinitionProperties properties) {
		return new Definitions<>(Funnel.KIND, properties.funnels());
	}

	@Bean
	Definitions<Retention> retentionDefinitions(DefinitionProperties properties) {
		return new Definitions<>(Retention.KIND, properties.retentions());
	}

	@Bean
	SettingsCopy meterCopy(TopicsProperties topics, ConsumerFactory<?, ?> consumers, Definitions<Meter> meters,
			Definitions<Funnel> funnels, Definitions<Retention> retentions) {
		return new SettingsCopy(topics.meters().name(), consumers.getConfigurationProperties(),
				List.<SettingsKind>of(meters, funnels, retentions));
	}

	@Bean
	SettingsWriter meterWriter(TopicsProperties topics, ProducerFactory<?, ?> producers, SettingsCopy meterCopy) {
		return new SettingsWriter(topics.meters().name(), producers.getConfigurationProperties(), meterCopy);
	}

	@Bean
	LoadedDefinitions<Meter> loadedMeters(Definitions<Meter> meters, SettingsCopy meterCopy) {
		return new LoadedDefinitions<>(meters, meterCopy);
	}

	@Bean
	LoadedDefinitions<Funnel> loadedFunnels(Definitions<Funnel> funnels, SettingsCopy meterCopy) {
		return new LoadedDefinitions<>(funnels, meterCopy);
	}

	@Bean
	LoadedDefinitions<Retention> loadedRetentions(Definitions<Retention> retentions, SettingsCopy meterCopy) {
		return new LoadedDefinitions<>(retentions, meterCopy);
	}

}
