package io.millrace.notification;

import io.millrace.common.security.AccessRule;
import io.millrace.common.security.key.Scope;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Who may call what; SECURITY.md has the same as a table.
 */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

	@Bean
	AccessRule inboxAccess() {
		return AccessRule.users("/v1/notifications/**");
	}

	@Bean
	AccessRule rulesAccess() {
		return AccessRule.scope(Scope.ADMIN, "/v1/rules/**");
	}

}
