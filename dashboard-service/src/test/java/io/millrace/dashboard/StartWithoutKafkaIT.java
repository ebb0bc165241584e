package io.millrace.dashboard;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.millrace.dashboard.meter.Metric;
import io.millrace.dashboard.query.Query;
import io.millrace.dashboard.query.QueryResult;
import io.millrace.dashboard.query.QueryService;
import io.millrace.dashboard.query.Step;
import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.EmbeddedRedis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class StartWithoutKafkaIT {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path data;

	@Test
	void startsSaysWhatIsMissingAndCountsOnceKafkaIsThere() throws Exception {
		int port = freePort();
		try (EmbeddedRedis redis = EmbeddedRedis.start(this.data.resolve("redis"), 0, false)) {
			ConfigurableApplicationContext application = DashboardApplication.application()
				.run("--millrace.security.mode=none", "--server.port=0", "--management.server.port=0",
						"--spring.kafka.bootstrap-servers=localhost:" + port,
						"--spring.data.redis.port=" + redis.port());
			try {
				HealthIndicator health = application.getBean("aggregate", HealthIndicator.class);
				assertSaysThatNothingIsCounted(application, health);
				try (EmbeddedKafka kafka = EmbeddedKafka.start(this.data.resolve("kafka"), port, Map.of())) {
					assertThat(kafka.bootstrapServers()).endsWith(":" + port);
					assertCounts(application, health);
					application.close();
				}
			}
			finally {
				application.close();
			}
		}
	}

	private static void assertSaysThatNothingIsCounted(ConfigurableApplicationContext application,
			HealthIndicator health) {
		assertThat(health.health()).satisfies((answer) -> {
			assertThat(answer.getStatus()).isEqualTo(Status.DOWN);
			assertThat(answer.getDetails().toString()).contains("Kafka doesn't answer");
		});
		assertThat(ask(application).asOf().filling()).isTrue();
		assertThat(ask(application).results()).isEmpty();
	}

	private static void assertCounts(ConfigurableApplicationContext application, HealthIndicator health) {
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
			assertThat(health.health()).satisfies((answer) -> assertThat(answer.getStatus()).isEqualTo(Status.UP));
			assertThat(ask(application).asOf().filling()).isFalse();
		});
		assertThat(ask(application).results()).as("nothing has happened, and now that is known")
			.singleElement()
			.extracting((row) -> row.number(Metric.EVENTS))
			.isEqualTo(0L);
	}

	private static QueryResult ask(ConfigurableApplicationContext application) {
		return application.getBean(QueryService.class).query(Query.of(Step.ALL, Metric.EVENTS));
	}

	private static int freePort() throws Exception {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
