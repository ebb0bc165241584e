package io.millrace.dashboard.aggregate;

import java.time.Duration;
import java.util.List;

import io.millrace.common.topic.TopicProvisioner;
import io.millrace.common.topic.TopicSettings;
import io.millrace.sink.log.LogConsumer;
import io.millrace.sink.log.PartitionStatus;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/**
 * Counts, once the topics are there. If Kafka is away at the start, the application
 * starts all the same, answers from what was counted before, says in its health that
 * nothing is counted, and tries again until Kafka is there. A topic with another number
 * of partitions fails the start if that is found at once.
 */
@Slf4j
@RequiredArgsConstructor
final class AggregateConsumer implements SmartLifecycle, PartitionStatus.Source, HealthIndicator {

	private static final Duration RETRY = Duration.ofSeconds(2);

	private final TopicProvisioner provisioner;

	private final List<TopicSettings> topics;

	private final LogConsumer consumer;

	private @Nullable Thread trying;

	private volatile boolean running;

	private volatile @Nullable String obstacle = "starting";

	@Override
	public synchronized void start() {
		this.running = true;
		try {
			count();
		}
		catch (KafkaException ex) {
			report(ex);
			this.trying = Thread.ofVirtual().name("aggregate-start").start(this::keepTrying);
		}
	}

	private void keepTrying() {
		while (this.obstacle != null) {
			try {
				Thread.sleep(RETRY);
				count();
			}
			catch (InterruptedException | InterruptException ex) {
				return;
			}
			catch (RuntimeException ex) {
				report(ex);
			}
		}
	}

	private void count() {
		this.provisioner.ensure(this.topics.toArray(TopicSettings[]::new));
		this.consumer.start();
		this.obstacle = null;
	}

	private void report(RuntimeException failure) {
		String message = (failure instanceof KafkaException) ? "Kafka doesn't answer: " + failure.getMessage()
				: String.valueOf(failure.getMessage());
		if (!message.equals(this.obstacle)) {
			log.error("Nothing is counted yet; tried again every {}. {}", RETRY, message);
		}
		this.obstacle = message;
	}

	@Override
	public synchronized void stop() {
		Thread waiting = this.trying;
		if (waiting != null) {
			waiting.interrupt();
			join(waiting);
		}
		this.consumer.stop();
		this.running = false;
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public List<PartitionStatus> statuses() {
		return this.consumer.statuses();
	}

	/**
	 * Down until counting has begun. How the partitions fare then is the partitions' own
	 * health.
	 */
	@Override
	public Health health() {
		String reason = this.obstacle;
		return (reason == null) ? Health.up().build() : Health.down().withDetail("reason", reason).build();
	}

}
