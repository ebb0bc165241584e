package io.millrace.ingest;

import io.millrace.sink.RedisSinkAutoConfiguration;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * The ingest service. It writes no sink: of {@code redis-sink} it takes the parts.
 */
@SpringBootApplication(exclude = RedisSinkAutoConfiguration.class)
public class IngestApplication {

	/**
	 * The application with the names of its configuration files set; what is given to the
	 * builder or to {@code run} goes before them.
	 */
	public static SpringApplicationBuilder application() {
		return new SpringApplicationBuilder(IngestApplication.class).main(IngestApplication.class)
			.properties("spring.config.name=application,ingest", "spring.application.name=ingest-service");
	}

	public static void main(String[] args) {
		application().run(args);
	}

}
