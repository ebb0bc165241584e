package io.millrace.sink.rebuild;

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
 * Now and then removes what a group's ended generations have left in Redis; on the node
 * that owns the group's first partition, so that not all of them look. What ended is left
 * for one interval at least, for those who are reading it.
 */
@Slf4j
@RequiredArgsConstructor
public final class EndedGenerations implements SmartLifecycle {

	private static final int AT_ONCE = 10_000;

	private final String group;

	private final EndedGenerationStore store;

	private final List<PartitionStatus.Source> sources;

	private final Duration interval;

	private @Nullable ScheduledExecutorService thread;

	@Override
	public synchronized void start() {
		ScheduledExecutorService starting = Executors
			.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("ended-" + this.group).factory());
		var unused = starting.scheduleWithFixedDelay(this::run, this.interval.toMillis(), this.interval.toMillis(),
				TimeUnit.MILLISECONDS);
		this.thread = starting;
	}

	private void run() {
		try {
			int removed = ownsFirst() ? this.store.remove(AT_ONCE) : 0;
			if (removed > 0) {
				log.info("Removed {} keys of generations of group {} that have ended{}", removed, this.group,
						(removed == AT_ONCE) ? "; there may be more" : "");
			}
		}
		catch (DataAccessException ex) {
			log.warn("Generations of group {} that have ended could not be removed, it is tried again: {}", this.group,
					ex.toString());
		}
		catch (RuntimeException ex) {
			// The executor would never call again.
			log.error("Generations of group {} that have ended could not be removed, it is tried again", this.group,
					ex);
		}
	}

	private boolean ownsFirst() {
		return this.sources.stream()
			.flatMap((source) -> source.statuses().stream())
			.anyMatch((partition) -> partition.group().equals(this.group) && partition.partition() == 0
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
