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
		return AccessRule.users("/v1/notifications/**", "/v1/preferences", "/v1/feeds/*/followers", "/v1/users",
				"/v1/users/export");
	}

	@Bean
	AccessRule rulesAccess() {
		return AccessRule.scope(Scope.ADMIN, "/v1/rules/**", "/v1/trace", "/v1/broadcasts/**", "/v1/inbox-rebuilds/**");
	}

	/** The page's files are the same for everybody and hold nobody's notifications. */
	@Bean
	AccessRule filesAccess() {
		return AccessRule.open("/", "/inbox/**");
	}

}
