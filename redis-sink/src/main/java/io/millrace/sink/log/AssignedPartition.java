package io.millrace.sink.log;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One partition that this member owns: its processor, and its state from opening to
 * stopping. While it isn't running it is paused, so that the others go on.
 */
@Slf4j
final class AssignedPartition {

	private static final Duration RECHECK = Duration.ofSeconds(1);

	private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);

	private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);

	private final TopicPartition partition;

	private final String group;

	private final Consumer<byte[], byte[]> consumer;

	private final PartitionProcessor.Factory processors;

	private final PartitionLog partitionLog;

	private final Clock clock;

	private final PartitionLag lag = new PartitionLag();

	private @Nullable PartitionProcessor processor;

	private volatile PartitionStatus status;

	private Instant openAt;

	private Duration backoff = FIRST_BACKOFF;

	/** Whether its processor has no room, so that it is paused though it runs. */
	private boolean full;

	private long told = -1;

	AssignedPartition(PartitionLog partitionLog, String group, Consumer<byte[], byte[]> consumer,
			PartitionProcessor.Factory processors, Clock clock) {
		this.partitionLog = partitionLog;
		this.partition = partitionLog.partition();
		this.group = group;
		this.consumer = consumer;
		this.processors = processors;
		this.clock = clock;
		this.openAt = clock.instant();
		this.status = status(PartitionStatus.State.OPENING, null, null);
		// A position is needed or poll() would ask for the commit; nothing is fetched
		// while it is paused.
		consumer.seek(this.partition, 0);
		consumer.pause(List.of(this.partition));
	}

	TopicPartition partition() {
		return this.partition;
	}

	PartitionStatus status() {
		return this.status;
	}

	PartitionLag lag() {
		return this.lag;
	}

	void deliver(List<ConsumerRecord<byte[], byte[]>> records, long next) {
		guarded(() -> {
			if (this.processor != null) {
				this.processor.process(records, next);
			}
		});
	}

	void tick() {
		if (this.processor == null && !this.clock.instant().isBefore(this.openAt)) {
			guarded(this::open);
		}
		else if (this.processor != null) {
			guarded(this.processor::tick);
		}
		if (this.processor != null) {
			this.lag.position(this.processor.position());
			throttle(this.processor);
		}
	}

	private void throttle(PartitionProcessor running) {
		if (running.hasRoom() == this.full) {
			this.full = !this.full;
			if (this.full) {
				this.consumer.pause(List.of(this.partition));
			}
			else {
				this.consumer.resume(List.of(this.partition));
			}
		}
	}

	/**
	 * Whether there is something to do at the next tick, records or not.
	 */
	boolean hasMore() {
		return this.processor != null && this.processor.hasMore();
	}

	private void open() {
		PartitionProcessor opening = this.processors.create(this.partitionLog);
		this.processor = opening;
		long position = opening.open();
		this.consumer.seek(this.partition, position);
		this.consumer.resume(List.of(this.partition));
		this.full = false;
		this.backoff = FIRST_BACKOFF;
		become(PartitionStatus.State.RUNNING, null, null);
		log.info("{} of group {} runs; it reads again from {} what it has to remember", this.partition, this.group,
				position);
	}

	/**
	 * The position that Kafka has not been told of yet, or -1.
	 */
	long committable() {
		long position = (this.processor != null) ? this.processor.committable() : -1;
		return (position != this.told) ? position : -1;
	}

	void committed(long position) {
		this.told = position;
	}

	void revoke() {
		if (this.processor != null) {
			guarded(this.processor::flush);
		}
	}

	void close() {
		if (this.processor != null) {
			this.processor.close();
			this.processor = null;
		}
	}

	void outOfRange(long position) {
		stop("position " + position + " is outside of the log, whose records there are gone",
				"rebuild what group " + this.group + " keeps, or restore the log");
	}

	private void guarded(Runnable step) {
		try {
			step.run();
		}
		catch (ReopenException ex) {
			log.info("{} of group {} opens again: {}", this.partition, this.group, ex.getMessage());
			suspend(Duration.ZERO, PartitionStatus.State.OPENING, ex.getMessage(), null);
		}
		catch (PartitionStoppedException ex) {
			stop(String.valueOf(ex.getMessage()), ex.remedy());
		}
		catch (RuntimeException ex) {
			if (Failures.passes(ex)) {
				await(ex);
			}
			else {
				log.error("{} of group {} failed", this.partition, this.group, ex);
				stop("a bug: " + ex, "report it with the log; nothing was skipped");
			}
		}
	}

	private void await(RuntimeException failure) {
		String reason = Failures.describe(failure);
		if (this.status.state() != PartitionStatus.State.WAITING) {
			log.warn("{} of group {} waits: {}", this.partition, this.group, reason);
		}
		suspend(this.backoff, PartitionStatus.State.WAITING, reason, null);
		Duration doubled = this.backoff.multipliedBy(2);
		this.backoff = (doubled.compareTo(LONGEST_BACKOFF) > 0) ? LONGEST_BACKOFF : doubled;
	}

	private void stop(String reason, String remedy) {
		if (this.status.state() != PartitionStatus.State.STOPPED || !reason.equals(this.status.reason())) {
			log.error("{} of group {} has STOPPED: {}. Remedy: {}", this.partition, this.group, reason, remedy);
		}
		suspend(RECHECK, PartitionStatus.State.STOPPED, reason, remedy);
	}

	private void suspend(Duration pause, PartitionStatus.State state, @Nullable String reason,
			@Nullable String remedy) {
		close();
		if (this.consumer.assignment().contains(this.partition)) {
			this.consumer.pause(List.of(this.partition));
		}
		this.openAt = this.clock.instant().plus(pause);
		become(state, reason, remedy);
	}

	private void become(PartitionStatus.State state, @Nullable String reason, @Nullable String remedy) {
		this.status = status(state, reason, remedy);
	}

	private PartitionStatus status(PartitionStatus.State state, @Nullable String reason, @Nullable String remedy) {
		PartitionStatus before = this.status;
		boolean same = before != null && before.state() == state;
		return new PartitionStatus(this.partition.topic(), this.partition.partition(), this.group, state,
				same ? before.since() : this.clock.instant(), reason, remedy);
	}

}
