package io.millrace.notification.rule;

import io.millrace.notification.channel.Channels;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RuleProperties.class)
class RuleConfiguration {

	@Bean
	Rules rules(RuleProperties properties, RuleChannels channels) {
		properties.rules().forEach(channels::check);
		return new Rules(properties.rules());
	}

	@Bean
	RuleChannels ruleChannels(Channels channels) {
		return new RuleChannels(channels);
	}

	@Bean
	RuleSettings ruleSettings(Rules rules) {
		return new RuleSettings(rules);
	}

}
