package io.millrace.ingest;

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
	AccessRule eventsAccess() {
		return AccessRule.scope(Scope.EVENTS_WRITE, "/v1/events/**");
	}

	@Bean
	AccessRule receiptsAccess() {
		return AccessRule.scope(Scope.EVENTS_WRITE, "/v1/receipts");
	}

}
