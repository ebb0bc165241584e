package io.millrace.sink.log;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import lombok.extern.slf4j.Slf4j;

/**
 * A process' share of a consumer group on one topic, in one or several threads.
 * {@link LogConsumers} starts and stops it with the application.
 */
@Slf4j
public final class LogConsumer {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final LoopSettings settings;

	private final PartitionProcessor.Factory processors;

	private final LagMetrics lags;

	private final Clock clock;

	private final List<PartitionLoop> loops = new ArrayList<>();

	private final List<Thread> threads = new ArrayList<>();

	public LogConsumer(LoopSettings settings, PartitionProcessor.Factory processors, MeterRegistry meters,
			Clock clock) {
		this.settings = settings;
		this.processors = processors;
		this.lags = new LagMetrics(meters, settings.group(), settings.topic());
		this.clock = clock;
	}

	public LoopSettings settings() {
		return this.settings;
	}

	public synchronized void start() {
		for (int i = 0; i < this.settings.threads(); i++) {
			PartitionLoop loop = new PartitionLoop(this.settings, this.processors.forThread(), this.lags, this.clock);
			this.loops.add(loop);
			this.threads.add(Thread.ofPlatform().name(this.settings.group() + "-" + i).start(loop));
		}
	}

	/** Finishes the batch in hand, commits, and leaves the group. */
	public synchronized void stop() {
		this.loops.forEach(PartitionLoop::stop);
		for (Thread thread : this.threads) {
			join(thread);
		}
		this.loops.clear();
		this.threads.clear();
	}

	private void join(Thread thread) {
		try {
			if (!thread.join(PATIENCE)) {
				log.warn("{} has not finished its batch within {} and is interrupted", thread.getName(), PATIENCE);
				thread.interrupt();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	public synchronized List<PartitionStatus> statuses() {
		return this.loops.stream().flatMap((loop) -> loop.statuses().stream()).toList();
	}

}
