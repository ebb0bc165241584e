package io.millrace.dashboard;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * The dashboard service: group {@code dashboard} of {@code user-events} into Redis, REST,
 * SSE and the page out of it.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class DashboardApplication {

	/**
	 * The application under its own configuration name, so that several services fit into
	 * one JVM.
	 */
	public static SpringApplicationBuilder application() {
		return new SpringApplicationBuilder(DashboardApplication.class).main(DashboardApplication.class)
			.properties("spring.config.name=application,dashboard");
	}

	public static void main(String[] args) {
		application().run(args);
	}

}
