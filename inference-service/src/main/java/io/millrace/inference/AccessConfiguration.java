package io.millrace.inference;

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
	AccessRule inferenceAccess() {
		return AccessRule.scope(Scope.INFERENCE_RUN, "/v1/embeddings", "/v1/inferences/**", "/v1/models/**");
	}

}
