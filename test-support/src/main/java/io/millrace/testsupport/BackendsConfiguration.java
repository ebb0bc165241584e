package io.millrace.testsupport;

import java.util.List;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * {@link Backends} as a bean that starts and stops with the context, and the connection
 * details by which Spring Boot's auto-configurations find them.
 */
@TestConfiguration(proxyBeanMethods = false)
public class BackendsConfiguration {

	@Bean(destroyMethod = "close")
	Backends backends() {
		return Backends.start();
	}

	@Bean
	KafkaConnectionDetails kafkaConnectionDetails(Backends backends) {
		return () -> List.of(backends.kafkaBootstrapServers());
	}

	@Bean
	DataRedisConnectionDetails redisConnectionDetails(Backends backends) {
		return new DataRedisConnectionDetails() {

			@Override
			public Standalone getStandalone() {
				return Standalone.of(backends.redisHost(), backends.redisPort());
			}

		};
	}

}
