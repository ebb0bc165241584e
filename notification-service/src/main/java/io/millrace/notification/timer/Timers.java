package io.millrace.notification.timer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.millrace.notification.log.EntryAppender;
import io.millrace.sink.log.PartitionStatus;
import io.micrometer.core.instrument.Counter;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/**
 * Appends a record to the inbox log for each timer that has gone off, in the partitions
 * that this node applies. It changes nothing itself: the record does, in its place among
 * all others, and takes the timer away. While a partition changes hands two nodes may
 * append the same, which does no harm; while Kafka or Redis is away timers are late.
 */
@Slf4j
@RequiredArgsConstructor
final class Timers implements SmartLifecycle {

	private static final Duration EVERY = Duration.ofMillis(250);

	/** After which a timer that is still there is taken to be lost. */
	private static final Duration AGAIN = Duration.ofSeconds(10);

	private static final int AT_ONCE = 500;

	private final String group;

	private final List<PartitionStatus.Source> sources;

	private final TimerStore store;

	private final EntryAppender appender;

	private final Counter fired;

	private final Clock clock;

	/** When each was appended. */
	private final Map<DueTimer, Instant> appended = new HashMap<>();

	private @Nullable ScheduledExecutorService thread;

	@Override
	public synchronized void start() {
		ScheduledExecutorService starting = Executors
			.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("timers").factory());
		var unused = starting.scheduleWithFixedDelay(this::run, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
		this.thread = starting;
	}

	private void run() {
		try {
			Instant now = this.clock.instant();
			this.appended.values().removeIf((at) -> !at.plus(AGAIN).isAfter(now));
			this.store.epoch().ifPresent((epoch) -> fire(epoch, now));
		}
		catch (DataAccessException | CompletionException ex) {
			log.warn("Timers of inboxes are late: {}", ex.toString());
		}
		catch (RuntimeException ex) {
			// The executor would never call again.
			log.error("Timers of inboxes are late", ex);
		}
	}

	private void fire(String epoch, Instant now) {
		for (PartitionStatus.Source source : this.sources) {
			for (PartitionStatus partition : source.statuses()) {
				if (partition.group().equals(this.group) && partition.state() == PartitionStatus.State.RUNNING) {
					fire(epoch, partition.partition(), now);
				}
			}
		}
	}

	private void fire(String epoch, int partition, Instant now) {
		List<CompletableFuture<?>> sent = new ArrayList<>();
		// Those that are on their way stand first until they have taken effect.
		for (DueTimer timer : this.store.due(epoch, partition, now, AT_ONCE + this.appended.size())) {
			if (!this.appended.containsKey(timer)) {
				sent.add(this.appender.send(timer.user(), timer.entry()));
				this.appended.put(timer, now);
			}
		}
		CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
		this.fired.increment(sent.size());
	}

	@Override
	public synchronized void stop() {
		if (this.thread != null) {
			this.thread.close();
			this.thread = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.thread != null;
	}

}
