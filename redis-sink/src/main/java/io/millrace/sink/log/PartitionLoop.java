package io.millrace.sink.log;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * One member of a consumer group: one thread, one consumer, and a processor for each
 * partition that it is assigned.
 * <p>
 * A partition starts where its processor says, never at Kafka's commit, and never jumps
 * ({@code auto.offset.reset=none}): a position outside of the log stops it. Order within
 * a partition is the log's. A partition that waits or has stopped doesn't hold up the
 * others. If the consumer itself fails, it is made anew.
 */
@Slf4j
final class PartitionLoop implements Runnable {

	private static final Duration POLL = Duration.ofMillis(50);

	private static final Duration SHORT_POLL = Duration.ofMillis(1);

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final LoopSettings settings;

	private final PartitionProcessor.Factory processors;

	private final LagMetrics lags;

	private final Clock clock;

	private final Map<TopicPartition, AssignedPartition> partitions = new ConcurrentHashMap<>();

	private volatile boolean stopping;

	private Instant commitAt = Instant.MIN;

	PartitionLoop(LoopSettings settings, PartitionProcessor.Factory processors, LagMetrics lags, Clock clock) {
		this.settings = settings;
		this.processors = processors;
		this.lags = lags;
		this.clock = clock;
	}

	List<PartitionStatus> statuses() {
		return this.partitions.values().stream().map(AssignedPartition::status).toList();
	}

	void stop() {
		this.stopping = true;
	}

	@Override
	public void run() {
		while (!this.stopping) {
			try (Admin admin = this.settings.admin(); Consumer<byte[], byte[]> consumer = this.settings.consumer()) {
				consumer.subscribe(List.of(this.settings.topic()), new Rebalances(consumer, admin));
				consume(consumer, new LogEnds(admin));
			}
			catch (RuntimeException ex) {
				log.error("The consumer of group {} on {} failed and is made anew", this.settings.group(),
						this.settings.topic(), ex);
				pause();
			}
			finally {
				drop(Set.copyOf(this.partitions.keySet()));
			}
		}
	}

	private void consume(Consumer<byte[], byte[]> consumer, LogEnds ends) {
		while (!this.stopping) {
			try {
				boolean more = this.partitions.values().stream().anyMatch(AssignedPartition::hasMore);
				deliver(consumer.poll(more ? SHORT_POLL : POLL));
			}
			catch (OffsetOutOfRangeException ex) {
				ex.offsetOutOfRangePartitions().forEach((partition, position) -> {
					AssignedPartition assigned = this.partitions.get(partition);
					if (assigned != null) {
						assigned.outOfRange(position);
					}
				});
			}
			catch (NoOffsetForPartitionException ex) {
				// The new group protocol looks for a commit before it has told us of the
				// assignment, at which we seek.
				log.debug("Assigned without a commit: {}", ex.partitions());
			}
			this.partitions.values().forEach(AssignedPartition::tick);
			if (!this.clock.instant().isBefore(this.commitAt)) {
				this.commitAt = this.clock.instant().plus(this.settings.commitInterval());
				commit(consumer);
				ends.ask(this.partitions.values());
			}
		}
		this.partitions.values().forEach(AssignedPartition::revoke);
		commitNow(consumer, this.partitions.keySet());
	}

	private void deliver(ConsumerRecords<byte[], byte[]> records) {
		// nextOffsets() also names partitions of which the poll only brought transaction
		// markers.
		records.nextOffsets().forEach((partition, next) -> {
			AssignedPartition assigned = this.partitions.get(partition);
			if (assigned != null) {
				assigned.deliver(records.records(partition), next.offset());
			}
		});
	}

	private void commit(Consumer<byte[], byte[]> consumer) {
		Map<TopicPartition, OffsetAndMetadata> positions = committable(this.partitions.keySet());
		if (!positions.isEmpty()) {
			consumer.commitAsync(positions, (offsets, failure) -> {
				if (failure != null) {
					// Only lag tools read it, and the next one follows within a second.
					log.debug("Commit of {} failed", offsets, failure);
				}
			});
			positions.forEach((partition, position) -> committed(partition, position.offset()));
		}
	}

	private void commitNow(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> which) {
		Map<TopicPartition, OffsetAndMetadata> positions = committable(which);
		if (!positions.isEmpty()) {
			try {
				consumer.commitSync(positions, PATIENCE);
			}
			catch (KafkaException ex) {
				log.debug("Commit of {} failed; only lag tools read it", positions, ex);
			}
		}
	}

	private void committed(TopicPartition partition, long position) {
		AssignedPartition assigned = this.partitions.get(partition);
		if (assigned != null) {
			assigned.committed(position);
		}
	}

	private Map<TopicPartition, OffsetAndMetadata> committable(Collection<TopicPartition> which) {
		Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
		for (TopicPartition partition : which) {
			AssignedPartition assigned = this.partitions.get(partition);
			long position = (assigned != null) ? assigned.committable() : -1;
			if (position >= 0) {
				positions.put(partition, new OffsetAndMetadata(position));
			}
		}
		return positions;
	}

	private void drop(Collection<TopicPartition> which) {
		for (TopicPartition partition : which) {
			AssignedPartition assigned = this.partitions.remove(partition);
			if (assigned != null) {
				this.lags.remove(partition.partition(), assigned.lag());
				assigned.close();
			}
		}
	}

	private void pause() {
		try {
			Thread.sleep(Duration.ofSeconds(1));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.stopping = true;
		}
	}

	private final class Rebalances implements ConsumerRebalanceListener {

		private final Consumer<byte[], byte[]> consumer;

		private final Admin admin;

		private Rebalances(Consumer<byte[], byte[]> consumer, Admin admin) {
			this.consumer = consumer;
			this.admin = admin;
		}

		@Override
		public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
			for (TopicPartition partition : new HashSet<>(assigned)) {
				PartitionLog partitionLog = new ConsumerPartitionLog(partition, this.consumer, this.admin,
						PartitionLoop.this.settings);
				AssignedPartition own = new AssignedPartition(partitionLog, PartitionLoop.this.settings.group(),
						this.consumer, PartitionLoop.this.processors, PartitionLoop.this.clock);
				PartitionLoop.this.partitions.put(partition, own);
				PartitionLoop.this.lags.add(partition.partition(), own.lag());
			}
		}

		@Override
		public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
			for (TopicPartition partition : revoked) {
				AssignedPartition assigned = PartitionLoop.this.partitions.get(partition);
				if (assigned != null) {
					assigned.revoke();
				}
			}
			commitNow(this.consumer, revoked);
			drop(revoked);
		}

		@Override
		public void onPartitionsLost(Collection<TopicPartition> lost) {
			drop(lost);
		}

	}

}
