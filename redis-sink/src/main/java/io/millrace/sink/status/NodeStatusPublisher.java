package io.millrace.sink.status;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
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
 * Tells the other nodes every second how this one's partitions fare and what it counted.
 * Says nothing while Redis is away.
 */
@Slf4j
@RequiredArgsConstructor
public final class NodeStatusPublisher implements SmartLifecycle {

	private static final Duration EVERY = Duration.ofSeconds(1);

	private final String bootId = UUID.randomUUID().toString();

	private final String service;

	private final NodeStatusStore store;

	private final List<PartitionStatus.Source> sources;

	private final List<LedgerSource> ledgers;

	private final List<HoldStatus.Source> holds;

	private final Clock clock;

	private @Nullable ScheduledExecutorService timer;

	/** What this node is called in {@link NodeStatus#bootId()}. */
	public String bootId() {
		return this.bootId;
	}

	@Override
	public synchronized void start() {
		ScheduledExecutorService starting = Executors
			.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("node-status").factory());
		var unused = starting.scheduleWithFixedDelay(this::publish, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
		this.timer = starting;
	}

	private void publish() {
		try {
			List<PartitionStatus> partitions = this.sources.stream()
				.flatMap((source) -> source.statuses().stream())
				.toList();
			Map<String, Long> ledger = new TreeMap<>();
			this.ledgers.forEach((source) -> ledger.putAll(source.ledger()));
			this.store.put(new NodeStatus(this.bootId, this.service, this.clock.instant(), partitions, ledger,
					this.holds.stream().flatMap((source) -> source.holds().stream()).toList()));
		}
		catch (DataAccessException ex) {
			log.debug("This node's status can't be published: {}", ex.getMessage());
		}
		catch (RuntimeException ex) {
			// The timer would never come again.
			log.warn("This node's status can't be published, it is tried again", ex);
		}
	}

	@Override
	public synchronized void stop() {
		if (this.timer != null) {
			this.timer.close();
			this.timer = null;
			try {
				this.store.remove(this.bootId);
			}
			catch (DataAccessException ex) {
				log.debug("This node's status can't be removed, it will expire: {}", ex.getMessage());
			}
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.timer != null;
	}

}
