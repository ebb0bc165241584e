package io.millrace.inference.outcome;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.millrace.inference.request.InferenceMetrics;
import io.millrace.inference.request.InferenceMetrics.Tally;
import io.millrace.sink.log.RecordAppender;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Appends the events once a second, and once more at the end. Those that Kafka didn't
 * confirm are appended again, the same ones: whoever counts events knows them by their
 * ids. What a process that is killed has counted since is lost.
 */
@Slf4j
@RequiredArgsConstructor
final class OutcomePublisher implements SmartLifecycle {

	private static final Duration EVERY = Duration.ofSeconds(1);

	private final InferenceMetrics metrics;

	private final OutcomeEvents events;

	private final RecordAppender appender;

	private final Clock clock;

	private Map<String, Tally> told = Map.of();

	private List<ProducerRecord<byte[], byte[]>> unconfirmed = List.of();

	private @Nullable ScheduledExecutorService timer;

	private synchronized void publish() {
		if (this.unconfirmed.isEmpty()) {
			Map<String, Tally> now = this.metrics.tallies();
			this.unconfirmed = this.events.between(this.told, now, this.clock.instant());
			this.told = now;
		}
		this.unconfirmed = send(this.unconfirmed);
	}

	/** Those that Kafka didn't confirm. */
	private List<ProducerRecord<byte[], byte[]>> send(List<ProducerRecord<byte[], byte[]>> records) {
		List<CompletableFuture<?>> sending = new ArrayList<>();
		records.forEach((record) -> sending.add(this.appender.send(record)));
		List<ProducerRecord<byte[], byte[]>> failed = new ArrayList<>();
		for (int i = 0; i < records.size(); i++) {
			try {
				var unused = sending.get(i).get();
			}
			catch (ExecutionException ex) {
				log.debug("An event about inferences is appended again: {}", String.valueOf(ex.getCause()));
				failed.add(records.get(i));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				failed.add(records.get(i));
			}
		}
		return failed;
	}

	private void publishSafely() {
		try {
			publish();
		}
		catch (RuntimeException ex) {
			log.warn("Events about inferences can't be appended, it is tried again", ex);
		}
	}

	@Override
	public void start() {
		ScheduledExecutorService starting = Executors
			.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("outcomes").factory());
		var unused = starting.scheduleWithFixedDelay(this::publishSafely, EVERY.toMillis(), EVERY.toMillis(),
				TimeUnit.MILLISECONDS);
		this.timer = starting;
	}

	@Override
	public void stop() {
		if (this.timer != null) {
			this.timer.close();
			this.timer = null;
			publishSafely();
		}
	}

	@Override
	public boolean isRunning() {
		return this.timer != null;
	}

	/** Until the web server has answered its last request. */
	@Override
	public int getPhase() {
		return DEFAULT_PHASE - 1024 - 2;
	}

}
