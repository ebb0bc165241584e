package io.millrace.notification.audience;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AudienceConfiguration {

	@Bean
	Preferences preferences() {
		return new Preferences();
	}

	@Bean
	Followers followers() {
		return new Followers();
	}

}
