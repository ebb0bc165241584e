package io.millrace.standalone;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One of the services, in a context of its own.
 *
 * @param name its application name, for messages
 * @param configName the name of its configuration file
 * @param application its application
 * @param port its HTTP port
 */
record Service(String name, String configName, SpringApplicationBuilder application, int port) {

	/**
	 * Starts the service and returns when it serves. The caller closes what is returned:
	 * Spring Boot's shutdown hook would close services one after another.
	 * @param shared arguments that all services get
	 */
	ConfigurableApplicationContext start(List<String> shared, boolean demo) {
		List<String> args = new ArrayList<>(shared);
		args.add("--server.port=" + this.port);
		args.add("--management.server.port=" + StandaloneProperties.managementPort(this.port));
		// Later names go before earlier ones.
		this.application.properties("spring.config.name=application," + this.configName + ",standalone",
				"logging.register-shutdown-hook=false");
		if (demo) {
			this.application.profiles("demo");
		}
		return this.application.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.registerShutdownHook(false)
			.run(args.toArray(String[]::new));
	}

}
