package io.millrace.notification.apply;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.millrace.sink.log.PartitionStatus;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/**
 * Now and then removes what ended epochs have left in Redis; on the node that owns the
 * first partition of the inbox log, so that not all of them look.
 */
@Slf4j
@RequiredArgsConstructor
final class EndedEpochs implements SmartLifecycle {

	private static final int AT_ONCE = 10_000;

	private final EndedEpochStore store;

	private final List<PartitionStatus.Source> sources;

	private final Duration interval;

	private @Nullable ScheduledExecutorService thread;

	@Override
	public synchronized void start() {
		ScheduledExecutorService starting = Executors
			.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("ended-epochs").factory());
		var unused = starting.scheduleWithFixedDelay(this::run, this.interval.toMillis(), this.interval.toMillis(),
				TimeUnit.MILLISECONDS);
		this.thread = starting;
	}

	private void run() {
		try {
			int removed = ownsFirst() ? this.store.remove(AT_ONCE) : 0;
			if (removed > 0) {
				log.info("Removed {} keys of inboxes whose epoch has ended{}", removed,
						(removed == AT_ONCE) ? "; there may be more" : "");
			}
		}
		catch (DataAccessException ex) {
			log.warn("Inboxes whose epoch has ended could not be removed, it is tried again: {}", ex.toString());
		}
		catch (RuntimeException ex) {
			// The executor would never call again.
			log.error("Inboxes whose epoch has ended could not be removed, it is tried again", ex);
		}
	}

	private boolean ownsFirst() {
		return this.sources.stream()
			.flatMap((source) -> source.statuses().stream())
			.anyMatch((partition) -> partition.group().equals(InboxKeys.GROUP) && partition.partition() == 0
					&& partition.state() == PartitionStatus.State.RUNNING);
	}

	@Override
	public synchronized void stop() {
		if (this.thread != null) {
			this.thread.shutdownNow();
			this.thread = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.thread != null;
	}

}
