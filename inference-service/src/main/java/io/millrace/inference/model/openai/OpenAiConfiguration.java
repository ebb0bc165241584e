package io.millrace.inference.model.openai;

import java.time.Clock;

import io.millrace.inference.model.ModelFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OpenAiConfiguration {

	@Bean
	ModelFactory openAiServerFactory(Clock clock) {
		return new OpenAiServerFactory(clock);
	}

}
