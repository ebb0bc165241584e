package io.millrace.sink.log;

import java.time.Duration;
import java.util.List;

import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/**
 * Starts consumers with the application, once what they need is prepared, and stops them
 * with it.
 * <p>
 * If Kafka is away at the start, the application starts all the same, its health says
 * what is in the way, and the preparation is tried again until Kafka is there. What a
 * person has to put right fails the start if it is found at once; if it is found later,
 * it is said in the log and in health, and tried again. How the partitions fare then is
 * told by {@link io.millrace.sink.status.PartitionsHealthIndicator}.
 */
@Slf4j
@RequiredArgsConstructor
public final class LogConsumers implements SmartLifecycle, PartitionStatus.Source, HealthIndicator {

	private static final Duration RETRY = Duration.ofSeconds(2);

	/**
	 * After the web server has started, and at the end after it has answered its last
	 * request (Boot's WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE): callers may
	 * wait for what is consumed here.
	 */
	private static final int PHASE = DEFAULT_PHASE - 1024 - 1;

	private final Preparation preparation;

	private final List<LogConsumer> consumers;

	private @Nullable Thread trying;

	private volatile boolean running;

	private volatile @Nullable String obstacle = "starting";

	/**
	 * Makes sure of topics and the like.
	 */
	@FunctionalInterface
	public interface Preparation {

		/**
		 * Does it, or finds it done. It is run again after it has failed.
		 * @throws KafkaException if Kafka doesn't answer
		 */
		void run();

	}

	@Override
	public synchronized void start() {
		this.running = true;
		try {
			prepare();
		}
		catch (KafkaException ex) {
			report(ex);
			this.trying = Thread.ofVirtual().name("prepare-consumers").start(this::keepTrying);
		}
	}

	private void keepTrying() {
		while (this.obstacle != null) {
			try {
				Thread.sleep(RETRY);
				prepare();
			}
			catch (InterruptedException | InterruptException ex) {
				return;
			}
			catch (RuntimeException ex) {
				report(ex);
			}
		}
	}

	private void prepare() {
		this.preparation.run();
		this.consumers.forEach(LogConsumer::start);
		this.obstacle = null;
	}

	private void report(RuntimeException failure) {
		String message = (failure instanceof KafkaException) ? "Kafka doesn't answer: " + Failures.describe(failure)
				: String.valueOf(failure.getMessage());
		if (!message.equals(this.obstacle)) {
			log.error("Nothing is consumed yet; tried again every {}. {}", RETRY, message);
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
		this.consumers.parallelStream().forEach(LogConsumer::stop);
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
	public int getPhase() {
		return PHASE;
	}

	@Override
	public List<PartitionStatus> statuses() {
		return this.consumers.stream().flatMap((consumer) -> consumer.statuses().stream()).toList();
	}

	/** Down until the consumers are started. */
	@Override
	public Health health() {
		String reason = this.obstacle;
		return (reason == null) ? Health.up().build() : Health.down().withDetail("reason", reason).build();
	}

}
