package io.millrace.ingest.publish;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.millrace.common.topic.PartitionCountMismatchException;
import io.millrace.common.topic.TopicProvisioner;
import io.millrace.common.topic.TopicSettings;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The topic that events go to. Made sure of at start; while Kafka is away that is tried
 * again and again, and nothing is sent meanwhile: a broker that creates topics by itself
 * would make it with another number of partitions. Its health is part of the service's
 * readiness.
 */
@Slf4j
@RequiredArgsConstructor
final class UserEventsTopic implements ApplicationRunner, HealthIndicator, DisposableBean {

	private static final Duration PAUSE = Duration.ofSeconds(3);

	private final TopicProvisioner provisioner;

	private final TopicSettings settings;

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile boolean ready;

	private volatile @Nullable String obstacle = "Not tried yet";

	String name() {
		return this.settings.name();
	}

	boolean isReady() {
		return this.ready;
	}

	/**
	 * Fails the start only where waiting is of no use.
	 * @throws PartitionCountMismatchException if the topic exists with another number of
	 * partitions
	 */
	@Override
	public void run(ApplicationArguments args) {
		if (!tryEnsure()) {
			Thread.ofVirtual().name("topic-" + name()).start(this::ensureInBackground);
		}
	}

	private boolean tryEnsure() {
		try {
			this.provisioner.ensure(this.settings);
			this.obstacle = null;
			this.ready = true;
			log.info("Topic {} is there with {} partitions: taking events", name(), this.settings.partitions());
		}
		catch (KafkaException ex) {
			String reason = Reason.of(ex);
			this.obstacle = reason;
			log.warn("Kafka can't be reached to make sure of topic {}; no events are taken; next try in {} s: {}",
					name(), PAUSE.toSeconds(), reason);
		}
		return this.ready;
	}

	private void ensureInBackground() {
		try {
			while (!this.closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS) && !tryEnsure()) {
				log.debug("Still no topic {}", name());
			}
		}
		catch (PartitionCountMismatchException ex) {
			this.obstacle = ex.getMessage();
			log.error("No events are taken until the service is started anew: {}", ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public Health health() {
		String reason = this.obstacle;
		Health.Builder health = (reason == null) ? Health.up() : Health.down().withDetail("reason", reason);
		return health.withDetail("topic", name()).build();
	}

	@Override
	public void destroy() {
		this.closed.countDown();
	}

}
