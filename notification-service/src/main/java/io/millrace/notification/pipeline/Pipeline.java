package io.millrace.notification.pipeline;

import java.time.Duration;
import java.util.List;

import io.millrace.sink.log.LogConsumer;
import io.millrace.sink.log.PartitionStatus;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the consumers when everything is prepared. If Kafka is away at the start, the
 * application starts all the same, says that it isn't ready, and tries again until Kafka
 * is there. What a person has to put right fails the start if it is found at once; if it
 * is found later it is said in the log and in health, and tried again.
 */
@Slf4j
@RequiredArgsConstructor
final class Pipeline implements SmartLifecycle, PartitionStatus.Source {

	private static final Duration RETRY = Duration.ofSeconds(2);

	/**
	 * After the web server has started, and at the end after it has answered its last
	 * request: actions wait for what is applied here.
	 */
	private static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 1;

	private final Preparation preparation;

	private final List<LogConsumer> consumers;

	private @Nullable Thread trying;

	private volatile boolean running;

	private volatile boolean prepared;

	private volatile @Nullable String obstacle;

	@Override
	public synchronized void start() {
		this.running = true;
		try {
			prepare();
		}
		catch (KafkaException ex) {
			report(ex);
			this.trying = Thread.ofVirtual().name("pipeline").start(this::keepTrying);
		}
	}

	private void keepTrying() {
		while (this.running && !this.prepared) {
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
		this.prepared = true;
		this.obstacle = null;
	}

	private void report(RuntimeException failure) {
		String message = (failure instanceof KafkaException) ? "Kafka doesn't answer: " + failure.getMessage()
				: String.valueOf(failure.getMessage());
		if (!message.equals(this.obstacle)) {
			log.error("Nothing is decided or applied yet; tried again every {}. {}", RETRY, message);
		}
		this.obstacle = message;
	}

	@Override
	public void stop() {
		this.running = false;
		Thread waiting = this.trying;
		if (waiting != null) {
			waiting.interrupt();
			join(waiting);
		}
		this.consumers.parallelStream().forEach(LogConsumer::stop);
		this.prepared = false;
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
	public int getPhase() {
		return PHASE;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Whether events are decided and applied; if not, {@link #obstacle()} says what is in
	 * the way.
	 */
	boolean isPrepared() {
		return this.prepared;
	}

	@Nullable String obstacle() {
		return this.obstacle;
	}

	@Override
	public List<PartitionStatus> statuses() {
		return this.consumers.stream().flatMap((consumer) -> consumer.statuses().stream()).toList();
	}

}
