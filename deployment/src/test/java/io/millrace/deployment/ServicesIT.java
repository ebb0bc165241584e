package io.millrace.deployment;

import java.nio.file.Path;
import java.net.URI;
import java.util.Map;

import io.fabric8.kubernetes.api.model.Container;
import io.millrace.testsupport.Backends;
import io.millrace.testsupport.BackendsExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each service starts with what {@code overlays/dev} gives it, and its probes come true.
 */
@ExtendWith(BackendsExtension.class)
@Timeout(600)
class ServicesIT {

	/** What the JVM ends with after SIGTERM: 128 + 15. */
	private static final int TERMINATED = 143;

	@TempDir
	private Path mounts;

	@ParameterizedTest
	@ValueSource(strings = { "ingest-service", "notification-service", "dashboard-service", "inference-service" })
	void startsAndStopsAsTheManifestSays(String name, Backends backends) throws Exception {
		try (ServiceProcess service = start(name, backends)) {
			Container container = service.container();
			service.awaitProbe(container.getStartupProbe());
			service.awaitProbe(container.getLivenessProbe());
			service.awaitProbe(container.getReadinessProbe());
			assertThat(service.get("http", "/v1/nothing-is-here").statusCode()).isBetween(400, 499);

			service.terminate();
			assertThat(service.awaitExit()).isEqualTo(TERMINATED);
		}
	}

	@Test
	void rulesComeFromTheMountedFile(Backends backends) throws Exception {
		try (ServiceProcess service = start("notification-service", backends)) {
			service.awaitProbe(service.container().getReadinessProbe());
			assertThat(service.get("http", "/v1/rules").body()).contains("order-paid");
		}
	}

	private ServiceProcess start(String name, Backends backends) throws Exception {
		URI redis = URI.create("redis://" + backends.redisNodes().getFirst());
		Map<String, String> places = Map.of("SPRING_KAFKA_BOOTSTRAPSERVERS", backends.kafkaBootstrapServers(),
				"SPRING_DATA_REDIS_HOST", redis.getHost(), "SPRING_DATA_REDIS_PORT", Integer.toString(redis.getPort()));
		return new ServiceProcess(Manifests.read(Manifests.render("dev")), name, places, this.mounts);
	}

}
