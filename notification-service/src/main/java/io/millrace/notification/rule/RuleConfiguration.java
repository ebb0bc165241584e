package io.millrace.notification.rule;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RuleProperties.class)
class RuleConfiguration {

	@Bean
	Rules rules(RuleProperties properties) {
		return new Rules(properties.rules());
	}

	@Bean
	RuleSettings ruleSettings(Rules rules) {
		return new RuleSettings(rules);
	}

}
