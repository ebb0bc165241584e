package io.millrace.dashboard;

import io.millrace.common.security.AccessRule;
import io.millrace.common.security.key.Scope;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Who may call what; SECURITY.md has the same as a table.
 */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

	@Bean
	@Order(1)
	AccessRule figuresAccess() {
		return AccessRule.scope(Scope.DASHBOARD_READ, "/v1/query/**", "/v1/live/**", "/v1/pipeline/**", "/",
				"/page/settings.json");
	}

	@Bean
	@Order(1)
	AccessRule metersAccess() {
		return AccessRule.scopes(Scope.DASHBOARD_READ, Scope.ADMIN, "/v1/meters/**", "/v1/funnels/**",
				"/v1/retentions/**");
	}

	@Bean
	@Order(2)
	AccessRule rebuildsAccess() {
		return AccessRule.scope(Scope.ADMIN, "/v1/dashboard-rebuilds/**");
	}

	/** The pages' files are the same for everybody and hold no figures. */
	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	AccessRule filesAccess() {
		return AccessRule.open("/page/**", "/webjars/**", "/sign-in", "/sign-out");
	}

}
