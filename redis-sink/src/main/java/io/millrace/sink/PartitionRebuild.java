package io.millrace.sink;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import io.millrace.sink.fence.Fence;
import io.millrace.sink.fence.FenceStore.Outcome;
import io.millrace.sink.fence.Slot;
import io.millrace.sink.log.PartitionLog;
import io.millrace.sink.log.ReopenException;
import io.millrace.sink.rebuild.Comparison;
import io.millrace.sink.rebuild.PartitionProgress;
import io.millrace.sink.rebuild.PartitionProgress.Since;
import io.millrace.sink.rebuild.RebuildStore.Standing;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * A partition of a generation that is being filled beside the live one, in slices, so
 * that the live one goes on. First it is given what the log no longer tells, if the sink
 * can copy that; then it is fed from the log by a consumer of its own; once it is as far
 * as the live one it has joined, and is given what the live one is given, each batch
 * first. So from then on it is never behind, whoever dies in between. Last the two are
 * compared. Used by one thread.
 */
@Slf4j
final class PartitionRebuild<E> implements AutoCloseable {

	private static final Duration SLICE = Duration.ofMillis(20);

	private final String generation;

	private final Slot slot;

	private final SinkSpec<E> spec;

	private final SinkContext context;

	private final PartitionLog partitionLog;

	private long from;

	/** What is copied; null once it has a fence. */
	private @Nullable PartitionSeed seed;

	/** Null while it is copied. */
	private @Nullable Target<E> target;

	/** Null once it has joined. */
	private @Nullable PartitionReplay<E> replay;

	private Succession.@Nullable Check check;

	/** Null until all is compared. */
	private @Nullable Comparison comparison;

	/**
	 * Goes on where the partition's last owner was, or begins: with what the log no
	 * longer has, or at the log's start.
	 * @throws IllegalStateException if it can't be filled from the log as it is now
	 */
	PartitionRebuild(String generation, SinkSpec<E> spec, SinkContext context, PartitionLog partitionLog,
			Target<E> live) {
		this.generation = generation;
		this.slot = spec.slots().apply(generation, partitionLog.partition());
		this.spec = spec;
		this.context = context;
		this.partitionLog = partitionLog;
		this.from = partitionLog.start();
		Fence stored = context.fences().read(this.slot);
		if (stored != null) {
			open(stored, live);
		}
		else {
			begin(live);
		}
	}

	private void begin(Target<E> live) {
		log.info("{}: filling generation {} from {} to {}, beside {}", this.partitionLog.partition(), this.generation,
				this.from, live.written(), live.generation());
		Instant began = (this.from > 0) ? began() : Instant.MIN;
		Succession.Copy copy = (this.from > 0)
				? this.spec.succession().copy(live.slot(), this.slot, this.partitionLog.partition(), began) : null;
		if (copy != null) {
			this.seed = new PartitionSeed(this.context, this.generation, this.slot, copy);
			return;
		}
		if (this.from > 0) {
			tell(this.from, live, Since.at(began));
		}
		Fence first = new Fence(this.partitionLog.topicId(), this.from);
		if (this.context.fences().create(this.slot, first) == Outcome.REFUSED) {
			throw new ReopenException("another owner has begun to fill generation " + this.generation);
		}
		open(first, live);
	}

	/** When the first record that is left was appended; asked after the log's start. */
	private Instant began() {
		long since = this.partitionLog.startTimestamp();
		return (since >= 0) ? Instant.ofEpochMilli(since) : this.context.clock().instant();
	}

	private void open(Fence fence, Target<E> live) {
		if (!fence.topicId().equals(this.partitionLog.topicId()) || fence.next() > this.partitionLog.end()) {
			throw new IllegalStateException("it was filled from another log");
		}
		if (fence.next() < this.from) {
			throw PartitionReplay.overtaken();
		}
		Target<E> opened = new Target<>(this.context, this.generation, this.slot,
				this.spec.effects().open(this.slot, this.partitionLog.partition()), fence);
		this.target = opened;
		if (fence.next() < live.written()) {
			RecordFilter<E> filter = new RecordFilter<>(this.spec.reader(),
					this.context.properties().duplicateWindow());
			this.replay = new PartitionReplay<>(this.partitionLog.partition(),
					this.partitionLog.reader(filter.readFrom(this.from, fence.next())), filter, opened);
		}
	}

	String generation() {
		return this.generation;
	}

	/** Once it is copied. */
	Target<E> target() {
		return Objects.requireNonNull(this.target);
	}

	/** Compares with what is stored, as soon as it has a fence. */
	void check() {
		if (this.target != null) {
			this.target.check();
		}
	}

	boolean hasJoined() {
		return this.target != null && this.replay == null;
	}

	/** Whether it has joined and was compared, so that it may take the place. */
	boolean isReady() {
		return this.comparison != null;
	}

	/**
	 * Goes on for a moment.
	 * @return whether it has joined by that; then both have to be written before it is
	 * told
	 */
	boolean advance(Target<E> live) {
		if (this.seed != null) {
			copy(this.seed, live);
			return hasJoined();
		}
		if (this.replay == null) {
			compare(live);
			return false;
		}
		if (!this.replay.advance(live, SLICE)) {
			return false;
		}
		close();
		return true;
	}

	private void copy(PartitionSeed copying, Target<E> live) {
		if (copying.advance(live.fence(), SLICE)) {
			return;
		}
		long start = this.partitionLog.start();
		this.seed = null;
		if (start > this.from) {
			// Retention has gone on meanwhile.
			this.from = start;
			begin(live);
			return;
		}
		tell(this.from, live, Since.AS_READ);
		Fence first = new Fence(this.partitionLog.topicId(), this.from);
		copying.settle(first);
		open(first, live);
	}

	private void compare(Target<E> live) {
		if (this.check == null) {
			this.check = this.spec.succession().compare(live.slot(), this.slot);
		}
		if (this.check == null) {
			this.comparison = Comparison.NONE;
			return;
		}
		long until = System.nanoTime() + SLICE.toNanos();
		// Where an owner died between the two writes, the live one is behind for a
		// moment.
		while (live.fence().equals(target().fence()) && System.nanoTime() - until < 0) {
			if (!this.check.advance(live.fence())) {
				this.comparison = this.check.result();
				return;
			}
		}
	}

	/** Tells where this stands. */
	Standing tell(Target<E> live) {
		return tell((this.target != null) ? this.target.written() : this.from, live, Since.TOLD);
	}

	private Standing tell(long at, Target<E> live, Since since) {
		return this.context.rebuilds()
			.report(this.generation, new PartitionProgress(this.partitionLog.partition().partition(), this.from, at,
					live.written(), isReady(), since, told()));
	}

	/** Where nothing is compared, there is nothing to tell of it. */
	private @Nullable Comparison told() {
		return (this.check != null) ? this.comparison : null;
	}

	@Override
	public void close() {
		if (this.replay != null) {
			this.replay.close();
			this.replay = null;
		}
	}

}
