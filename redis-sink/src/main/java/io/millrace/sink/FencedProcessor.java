package io.millrace.sink;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.millrace.sink.fence.Fence;
import io.millrace.sink.fence.Generation;
import io.millrace.sink.fence.Slot;
import io.millrace.sink.log.Failures;
import io.millrace.sink.log.PartitionLog;
import io.millrace.sink.log.PartitionProcessor;
import io.millrace.sink.log.PartitionStoppedException;
import io.millrace.sink.log.ReopenException;
import io.millrace.sink.rebuild.RebuildStore.Standing;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of one partition to Redis, exactly once in effect.
 * <p>
 * Records below the fence are only remembered (the duplicate window's refill), those from
 * it on are gathered and written in one script together with the next position. One
 * script is in flight at a time. Anything but a clear "done" ends this instance, and the
 * next one starts from what is stored.
 * <p>
 * While a rebuild runs, another generation is filled beside. What fails about that only
 * ends the rebuild, unless it would pass by itself.
 */
@Slf4j
final class FencedProcessor<E> implements PartitionProcessor {

	private final SinkSpec<E> spec;

	private final SinkContext context;

	private final PartitionLog partitionLog;

	private final Clock clock;

	private final RecordFilter<E> filter;

	private final DeadLetters deadLetters;

	/** What is read; null until it is known. */
	private @Nullable Target<E> live;

	private @Nullable PartitionRebuild<E> rebuild;

	/** Kafka's commit: what lies below it may have been dead-lettered before. */
	private long committed;

	/** Where a filling generation has caught up, or -1 if it has. */
	private long filledAt = -1;

	private Instant flushAt;

	private Instant checkAt;

	FencedProcessor(SinkSpec<E> spec, SinkContext context, PartitionLog partitionLog) {
		this.spec = spec;
		this.context = context;
		this.partitionLog = partitionLog;
		this.clock = context.clock();
		this.filter = new RecordFilter<>(spec.reader(), context.properties().duplicateWindow());
		this.deadLetters = new DeadLetters(context.deadLetterProducer(), spec.deadLetterTopic());
		this.flushAt = this.clock.instant();
		this.checkAt = this.flushAt;
	}

	@Override
	public long open() {
		this.context.evictionPolicy().verify();
		Generation generation = this.context.generations().open(this.partitionLog.partitions());
		requireLayout(generation);
		Slot slot = this.spec.slots().apply(generation.name(), this.partitionLog.partition());
		FencePosition position = new FencePosition(this.context, this.partitionLog, generation, slot);
		Fence fence = position.find();
		OffsetAndMetadata commit = this.partitionLog.committed();
		this.committed = (commit != null) ? commit.offset() : 0;
		Target<E> target = new Target<>(this.context, generation.name(), slot,
				this.spec.effects().open(slot, this.partitionLog.partition()), fence);
		this.live = target;
		this.filledAt = generation.filling() ? position.end() : -1;
		markFilled(target);
		follow(target, generation.next());
		return this.filter.readFrom(position.start(), fence.next());
	}

	private void requireLayout(Generation generation) {
		if (generation.layout() > this.spec.layout()) {
			throw new PartitionStoppedException(
					"generation " + generation.name() + " is of layout " + generation.layout()
							+ ", which a later release writes; this one writes " + this.spec.layout(),
					"run the later release, or redis-cli DEL '" + this.context.generations().key()
							+ "' once none of it runs (everything is filled anew from the log)");
		}
	}

	@Override
	public void process(List<ConsumerRecord<byte[], byte[]>> records, long next) {
		targets().forEach((target) -> target.expect(records));
		for (ConsumerRecord<byte[], byte[]> record : records) {
			take(record);
		}
		targets().forEach((target) -> target.pass(next));
		if (!this.clock.instant().isBefore(this.flushAt)) {
			flush();
		}
	}

	/**
	 * Those that are given what the loop reads, in the order in which they are written.
	 */
	private List<Target<E>> targets() {
		Target<E> current = live();
		PartitionRebuild<E> beside = this.rebuild;
		return (beside != null && beside.hasJoined()) ? List.of(beside.target(), current) : List.of(current);
	}

	private Target<E> live() {
		return Objects.requireNonNull(this.live);
	}

	private void take(ConsumerRecord<byte[], byte[]> record) {
		boolean fresh = live().wants(record.offset());
		try {
			E event = this.filter.admit(record);
			if (event != null) {
				add(record, event);
			}
			else {
				duplicate(record, fresh);
			}
		}
		catch (MalformedRecordException ex) {
			if (fresh) {
				setAside(record, String.valueOf(ex.getMessage()));
			}
			targets().forEach((target) -> target.malformed(record, ex));
		}
		targets().forEach((target) -> target.pass(record.offset() + 1));
	}

	private void duplicate(ConsumerRecord<byte[], byte[]> record, boolean fresh) {
		if (fresh) {
			this.context.metrics().duplicates.increment();
		}
		targets().forEach((target) -> target.duplicate(record));
	}

	private void add(ConsumerRecord<byte[], byte[]> record, E event) {
		if (live().wants(record.offset())) {
			this.context.metrics().applied.increment();
		}
		for (Target<E> target : targets()) {
			if (!target.wants(record.offset()) || target.add(record, event)) {
				continue;
			}
			flush();
			if (!target.add(record, event)) {
				throw new IllegalStateException("an empty batch must take any event");
			}
		}
	}

	private void setAside(ConsumerRecord<byte[], byte[]> record, String reason) {
		if (record.offset() >= this.committed) {
			this.deadLetters.send(record, reason);
			this.context.metrics().deadLetters.increment();
		}
	}

	@Override
	public void tick() {
		Instant now = this.clock.instant();
		if (!now.isBefore(this.flushAt)) {
			flush();
		}
		if (!now.isBefore(this.checkAt)) {
			check();
		}
		if (hasMore()) {
			advance(Objects.requireNonNull(this.rebuild));
		}
	}

	@Override
	public boolean hasMore() {
		return this.rebuild != null && !this.rebuild.isReady();
	}

	private void advance(PartitionRebuild<E> beside) {
		boolean joining = !beside.hasJoined();
		guarded(beside.generation(), () -> beside.advance(live()));
		if (this.rebuild != beside) {
			return;
		}
		if (joining && beside.hasJoined()) {
			flush();
			log.info("{}: generation {} is as far as {}", this.partitionLog.partition(), beside.generation(),
					live().generation());
		}
		if (beside.isReady()) {
			tell();
		}
	}

	@Override
	public void flush() {
		this.flushAt = this.clock.instant().plus(this.spec.flushInterval());
		Target<E> current = live();
		if (targets().stream().noneMatch(Target::hasUnwritten)) {
			return;
		}
		this.deadLetters.await();
		PartitionRebuild<E> beside = this.rebuild;
		if (beside != null && beside.hasJoined() && beside.target().hasUnwritten()) {
			guarded(beside.generation(), beside.target()::write);
		}
		if (current.hasUnwritten()) {
			this.context.observers()
				.forEach((observer) -> observer.writing(this.partitionLog.partition(), current.taken()));
			current.write();
			this.context.observers()
				.forEach((observer) -> observer.written(this.partitionLog.partition(), current.written()));
			markFilled(current);
		}
	}

	private void markFilled(Target<E> current) {
		if (this.filledAt >= 0 && current.written() >= this.filledAt) {
			this.filledAt = -1;
			this.context.generations().filled(current.generation(), this.partitionLog.partition().partition());
		}
	}

	/**
	 * Compares with what is stored: Redis may have lost a suffix or everything, or a
	 * person may have asked for a new generation. A busy owner looks too: its own slot's
	 * scripts would never tell it that the pointer, in another slot, has changed.
	 */
	private void check() {
		this.checkAt = this.clock.instant().plus(this.context.properties().checkInterval());
		Generation stored = this.context.generations().current().orElse(null);
		String name = (stored != null) ? stored.name() : "";
		if (this.rebuild != null && this.rebuild.hasJoined() && this.rebuild.generation().equals(name)) {
			promote(this.rebuild);
		}
		Target<E> current = live();
		if (stored == null || !name.equals(current.generation())) {
			throw new ReopenException("generation " + current.generation() + " is no longer the one to write");
		}
		current.check();
		if (stored.filling() && this.filledAt < 0) {
			// A failover may have lost that this partition was filled, or others aren't
			// yet.
			this.context.generations().filled(name, this.partitionLog.partition().partition());
		}
		current.refresh(this.clock.instant());
		PartitionRebuild<E> beside = this.rebuild;
		if (beside != null && beside.hasJoined()) {
			guarded(beside.generation(), () -> beside.target().refresh(this.clock.instant()));
		}
		follow(current, stored.next());
		tell();
	}

	/** Fills the generation that is to be filled, and no other. */
	private void follow(Target<E> current, Optional<String> next) {
		PartitionRebuild<E> beside = this.rebuild;
		if (beside != null && !next.equals(Optional.of(beside.generation()))) {
			log.info("{}: generation {} is not filled any more", this.partitionLog.partition(), beside.generation());
			close();
		}
		if (this.rebuild == null) {
			next.ifPresent((name) -> guarded(name, () -> this.rebuild = new PartitionRebuild<>(name, this.spec,
					this.context, this.partitionLog, current)));
		}
		else {
			guarded(this.rebuild.generation(), this.rebuild::check);
		}
	}

	private void tell() {
		PartitionRebuild<E> beside = this.rebuild;
		if (beside == null) {
			return;
		}
		Standing standing = beside.tell(live());
		if (standing == Standing.SWITCHED && beside.hasJoined()) {
			promote(beside);
		}
		else if (standing != Standing.RUNNING) {
			close();
		}
	}

	/** What was filled beside is what is read now. */
	private void promote(PartitionRebuild<E> beside) {
		log.info("{}: generation {} has taken the place of {}", this.partitionLog.partition(), beside.generation(),
				live().generation());
		this.live = beside.target();
		this.filledAt = -1;
		this.rebuild = null;
	}

	/**
	 * Does something about a rebuild. What fails and won't pass by itself ends it; the
	 * partition goes on.
	 */
	private void guarded(String generation, Runnable step) {
		try {
			step.run();
		}
		catch (ReopenException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			if (Failures.passes(ex)) {
				throw ex;
			}
			log.error("{}: generation {} can't be filled", this.partitionLog.partition(), generation, ex);
			close();
			if (!this.context.rebuilds()
				.fail(generation, this.partitionLog.partition() + ": " + Failures.describe(ex))) {
				throw new ReopenException("generation " + generation + " was not being filled any more");
			}
		}
	}

	@Override
	public void close() {
		if (this.rebuild != null) {
			this.rebuild.close();
			this.rebuild = null;
		}
	}

	@Override
	public long position() {
		return live().written();
	}

	@Override
	public long committable() {
		// Never back, or what was dead-lettered before would be again if filling is
		// interrupted.
		return (this.live != null) ? Math.max(this.live.written(), this.committed) : -1;
	}

}
