package io.millrace.common.openapi;

import java.io.IOException;
import java.util.Arrays;

import io.millrace.common.security.AccessRule;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Serves the description of whatever of the API is on the class path: a service's own, or
 * that of all that run together. A part that contradicts another one ends the start.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public class OpenApiAutoConfiguration {

	private static final String PARTS = "classpath*:openapi/*.yaml";

	@Bean
	OpenApiController openApiController(JsonMapper json) throws IOException {
		OpenApiDocument document = new OpenApiDocument();
		Arrays.stream(new PathMatchingResourcePatternResolver().getResources(PARTS))
			.map(OpenApiPart::read)
			.sorted()
			.forEach(document::add);
		return new OpenApiController(document.toJson(json));
	}

	/** It is the same for everybody, stands in the sources too, and holds no data. */
	@Bean
	AccessRule openApiAccess() {
		return AccessRule.open(OpenApiController.PATH);
	}

}
