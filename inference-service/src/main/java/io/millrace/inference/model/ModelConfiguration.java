package io.millrace.inference.model;

import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ModelsProperties.class)
class ModelConfiguration {

	@Bean
	ModelFactory miniLmFactory() {
		return new MiniLmFactory();
	}

	@Bean
	Models models(ModelsProperties properties, List<ModelFactory> factories, MeterRegistry meters) {
		return new Models(properties, factories, meters);
	}

}
