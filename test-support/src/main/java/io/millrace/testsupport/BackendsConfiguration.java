package io.millrace.testsupport;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
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
		return () -> List.of(backends.kafkaBootstrapServers().split(","));
	}

	@Bean
	DataRedisConnectionDetails redisConnectionDetails(Backends backends) {
		return new DataRedisConnectionDetails() {

			@Override
			public @Nullable Standalone getStandalone() {
				return backends.redisCluster().isPresent() ? null : standalone(backends);
			}

			@Override
			public @Nullable Cluster getCluster() {
				return backends.redisCluster().isPresent() ? () -> nodes(backends) : null;
			}

		};
	}

	private static DataRedisConnectionDetails.Standalone standalone(Backends backends) {
		Node node = nodes(backends).getFirst();
		return DataRedisConnectionDetails.Standalone.of(node.host(), node.port());
	}

	private static List<Node> nodes(Backends backends) {
		return backends.redisNodes()
			.stream()
			.map((node) -> node.split(":"))
			.map((node) -> new Node(node[0], Integer.parseInt(node[1])))
			.toList();
	}

}
