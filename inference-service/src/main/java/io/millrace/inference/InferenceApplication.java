package io.millrace.inference;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * The inference service.
 */
@SpringBootApplication
public class InferenceApplication {

	public static void main(String[] args) {
		application().run(args);
	}

	/**
	 * The service as an application of its own or beside others in one process: its
	 * configuration file doesn't share its name with theirs.
	 */
	public static SpringApplicationBuilder application() {
		return new SpringApplicationBuilder(InferenceApplication.class).main(InferenceApplication.class)
			.properties("spring.config.name=application,inference");
	}

}
