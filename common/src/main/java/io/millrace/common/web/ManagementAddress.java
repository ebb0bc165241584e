package io.millrace.common.web;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Puts the actuator on a port of its own, {@code server.port} + 1000, at the address of
 * the service: the defaults of {@code management.server.port} and
 * {@code management.server.address}. A random port (0) stays random.
 */
class ManagementAddress implements EnvironmentPostProcessor, Ordered {

	private static final int DISTANCE = 1_000;

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		Map<String, Object> defaults = new HashMap<>();
		Integer port = environment.getProperty("server.port", Integer.class);
		if (port != null && port >= 0) {
			defaults.put("management.server.port", (port == 0) ? 0 : port + DISTANCE);
			@Nullable String address = environment.getProperty("server.address");
			if (address != null) {
				defaults.put("management.server.address", address);
			}
			environment.getPropertySources().addLast(new MapPropertySource("managementAddress", defaults));
		}
	}

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 1;
	}

}
