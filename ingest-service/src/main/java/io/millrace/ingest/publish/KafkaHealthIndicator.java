package io.millrace.ingest.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.kafka.core.KafkaAdmin;

/**
 * Asks Kafka for its brokers. For people: readiness asks whether events can be taken, be
 * it that they are held.
 */
final class KafkaHealthIndicator extends AbstractHealthIndicator {

	private static final int TIMEOUT_MS = 2_000;

	private final Map<String, Object> config;

	KafkaHealthIndicator(KafkaAdmin kafkaAdmin) {
		super("Kafka can't be reached");
		this.config = new HashMap<>(kafkaAdmin.getConfigurationProperties());
		this.config.put(AdminClientConfig.CLIENT_ID_CONFIG, "health");
		this.config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
		this.config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
	}

	/**
	 * A client for each question: one that is kept goes on trying, and complaining, while
	 * nobody asks.
	 */
	@Override
	protected void doHealthCheck(Health.Builder builder) throws Exception {
		Admin admin = Admin.create(this.config);
		try {
			builder.up()
				.withDetail("brokers", admin.describeCluster().nodes().get(TIMEOUT_MS, TimeUnit.MILLISECONDS).size());
		}
		catch (ExecutionException ex) {
			builder.down().withDetail("reason", Reason.of(ex));
		}
		finally {
			admin.close(Duration.ZERO);
		}
	}

}
