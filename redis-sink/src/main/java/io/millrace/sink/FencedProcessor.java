package io.millrace.sink;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.millrace.sink.fence.Fence;
import io.millrace.sink.fence.FenceStore;
import io.millrace.sink.fence.FenceStore.Outcome;
import io.millrace.sink.fence.Generation;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.Slot;
import io.millrace.sink.log.PartitionLog;
import io.millrace.sink.log.PartitionProcessor;
import io.millrace.sink.log.PartitionStoppedException;
import io.millrace.sink.log.ReopenException;
import io.millrace.sink.window.DuplicateWindow;
import io.millrace.sink.window.RecordId;
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
 */
final class FencedProcessor<E> implements PartitionProcessor {

	private final SinkSpec<E> spec;

	private final SinkContext context;

	private final PartitionLog log;

	private final Clock clock;

	private final DuplicateWindow window;

	private final DeadLetters deadLetters;

	private @Nullable Opened<E> opened;

	private Instant flushAt;

	private Instant checkAt;

	FencedProcessor(SinkSpec<E> spec, SinkContext context, PartitionLog log) {
		this.spec = spec;
		this.context = context;
		this.log = log;
		this.clock = context.clock();
		this.window = new DuplicateWindow(context.properties().duplicateWindow());
		this.deadLetters = new DeadLetters(context.deadLetterProducer(), spec.deadLetterTopic());
		this.flushAt = this.clock.instant();
		this.checkAt = this.flushAt;
	}

	/** What is known once the fence was read. */
	private static final class Opened<E> {

		final Generation generation;

		final Slot slot;

		final Effect<E> effect;

		/** Kafka's commit: what lies below it may have been dead-lettered before. */
		final long committed;

		Fence fence;

		/** Up to where records were taken, written or not. */
		long taken;

		/** Where a filling generation has caught up, or -1 if it has. */
		long filledAt;

		Opened(Generation generation, Slot slot, Effect<E> effect, long committed, Fence fence, long filledAt) {
			this.generation = generation;
			this.slot = slot;
			this.effect = effect;
			this.committed = committed;
			this.fence = fence;
			this.taken = fence.next();
			this.filledAt = filledAt;
		}

	}

	@Override
	public long open() {
		this.context.evictionPolicy().verify();
		Generation generation = this.context.generations().open(this.log.partitions());
		if (generation.layout() > this.spec.layout()) {
			throw new PartitionStoppedException(
					"generation " + generation.name() + " is of layout " + generation.layout()
							+ ", which a later release writes; this one writes " + this.spec.layout(),
					"run the later release, or redis-cli DEL '" + this.context.generations().key()
							+ "' once none of it runs (everything is filled anew from the log)");
		}
		Slot slot = this.spec.slots().apply(generation.name(), this.log.partition());
		FencePosition position = new FencePosition(this.context, this.log, generation, slot);
		Fence fence = position.find();
		OffsetAndMetadata commit = this.log.committed();
		this.opened = new Opened<>(generation, slot, this.spec.effects().open(slot, this.log.partition()),
				(commit != null) ? commit.offset() : 0, fence, generation.filling() ? position.end() : -1);
		markFilled();
		return Math.max(position.start(), fence.next() - this.window.size());
	}

	@Override
	public void process(List<ConsumerRecord<byte[], byte[]>> records, long next) {
		Opened<E> current = Objects.requireNonNull(this.opened);
		for (ConsumerRecord<byte[], byte[]> record : records) {
			take(current, record);
		}
		current.taken = Math.max(current.taken, next);
		if (!this.clock.instant().isBefore(this.flushAt)) {
			flush();
		}
	}

	private void take(Opened<E> current, ConsumerRecord<byte[], byte[]> record) {
		boolean fresh = record.offset() >= current.taken;
		E event;
		try {
			event = this.spec.reader().read(record);
		}
		catch (MalformedRecordException ex) {
			if (fresh) {
				setAside(current, record, String.valueOf(ex.getMessage()));
			}
			return;
		}
		RecordId id = this.spec.reader().identity(event);
		boolean duplicate = id != null && this.window.seen(id, record.offset());
		if (!fresh) {
			return;
		}
		if (duplicate) {
			this.context.metrics().duplicates.increment();
		}
		else {
			add(current, record, event);
		}
		current.taken = record.offset() + 1;
	}

	private void add(Opened<E> current, ConsumerRecord<byte[], byte[]> record, E event) {
		if (!current.effect.add(record, event)) {
			flush();
			if (!current.effect.add(record, event)) {
				throw new IllegalStateException("an empty batch must take any event");
			}
		}
		this.context.metrics().applied.increment();
	}

	private void setAside(Opened<E> current, ConsumerRecord<byte[], byte[]> record, String reason) {
		if (record.offset() >= current.committed) {
			this.deadLetters.send(record, reason);
			this.context.metrics().deadLetters.increment();
		}
		current.taken = record.offset() + 1;
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
	}

	@Override
	public void flush() {
		Opened<E> current = Objects.requireNonNull(this.opened);
		this.flushAt = this.clock.instant().plus(this.spec.flushInterval());
		if (current.taken == current.fence.next()) {
			return;
		}
		this.deadLetters.await();
		ScriptCall call = current.effect.drain();
		this.context.observers().forEach((observer) -> observer.writing(this.log.partition(), current.taken));
		Outcome outcome = Objects.requireNonNull(this.context.metrics().scripts
			.record(() -> this.context.fences().apply(current.slot, call, current.fence, current.taken)));
		if (outcome == Outcome.REFUSED) {
			this.context.metrics().refusals.increment();
			throw new ReopenException("another position than " + current.fence.next() + " is stored");
		}
		current.fence = current.fence.at(current.taken);
		this.context.observers().forEach((observer) -> observer.written(this.log.partition(), current.fence.next()));
		markFilled();
	}

	private void markFilled() {
		Opened<E> current = Objects.requireNonNull(this.opened);
		if (current.filledAt >= 0 && current.fence.next() >= current.filledAt) {
			current.filledAt = -1;
			this.context.generations().filled(current.generation, this.log.partition().partition());
		}
	}

	/**
	 * Compares with what is stored: Redis may have lost a suffix or everything, or a
	 * person may have asked for a new generation. A busy owner looks too: its own slot's
	 * scripts would never tell it that the pointer, in another slot, has changed.
	 */
	private void check() {
		Opened<E> current = Objects.requireNonNull(this.opened);
		this.checkAt = this.clock.instant().plus(this.context.properties().checkInterval());
		Generation stored = this.context.generations().current().orElse(null);
		if (stored == null || !stored.name().equals(current.generation.name())) {
			throw new ReopenException("generation " + current.generation.name() + " is no longer the one to write");
		}
		if (!current.fence.equals(this.context.fences().read(current.slot))) {
			throw new ReopenException("another position than " + current.fence.next() + " is stored");
		}
		if (stored.filling() && current.filledAt < 0) {
			// A failover may have lost that this partition was filled, or others aren't
			// yet.
			this.context.generations().filled(current.generation, this.log.partition().partition());
		}
	}

	@Override
	public long position() {
		return Objects.requireNonNull(this.opened).fence.next();
	}

	@Override
	public long committable() {
		// Never back, or what was dead-lettered before would be again if filling is
		// interrupted.
		return (this.opened != null) ? Math.max(this.opened.fence.next(), this.opened.committed) : -1;
	}

}
