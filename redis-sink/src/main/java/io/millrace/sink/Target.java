package io.millrace.sink;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.millrace.sink.fence.Fence;
import io.millrace.sink.fence.FenceStore.Outcome;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.Slot;
import io.millrace.sink.log.ReopenException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One partition's place in one generation: the fence, and the effect that is written with
 * it. Takes each record once, whoever offers it how often. Used by one thread.
 */
final class Target<E> {

	private final SinkContext context;

	private final String generation;

	private final Slot slot;

	private final Effect<E> effect;

	private Fence fence;

	/** Up to where records were taken, written or not. */
	private long taken;

	Target(SinkContext context, String generation, Slot slot, Effect<E> effect, Fence fence) {
		this.context = context;
		this.generation = generation;
		this.slot = slot;
		this.effect = effect;
		this.fence = fence;
		this.taken = fence.next();
	}

	String generation() {
		return this.generation;
	}

	Slot slot() {
		return this.slot;
	}

	/** What is stored. */
	Fence fence() {
		return this.fence;
	}

	/** Up to where records have taken effect. */
	long written() {
		return this.fence.next();
	}

	long taken() {
		return this.taken;
	}

	boolean wants(long offset) {
		return offset >= this.taken;
	}

	/** Nothing below a position will be offered any more. */
	void pass(long position) {
		this.taken = Math.max(this.taken, position);
	}

	void expect(List<ConsumerRecord<byte[], byte[]>> records) {
		List<ConsumerRecord<byte[], byte[]>> wanted = records.stream()
			.filter((record) -> wants(record.offset()))
			.toList();
		if (!wanted.isEmpty()) {
			this.effect.expect(wanted);
		}
	}

	/**
	 * @return false if what was gathered must be written first
	 */
	boolean add(ConsumerRecord<byte[], byte[]> record, E event) {
		if (!this.effect.add(record, event)) {
			return false;
		}
		pass(record.offset() + 1);
		return true;
	}

	void duplicate(ConsumerRecord<byte[], byte[]> record) {
		if (wants(record.offset())) {
			this.effect.duplicate(record);
			pass(record.offset() + 1);
		}
	}

	void malformed(ConsumerRecord<byte[], byte[]> record, MalformedRecordException reason) {
		if (wants(record.offset())) {
			this.effect.malformed(record, reason);
			pass(record.offset() + 1);
		}
	}

	boolean hasUnwritten() {
		return this.taken != this.fence.next();
	}

	/**
	 * Writes what was gathered together with the next position.
	 * @throws ReopenException if another position is stored than the last that was
	 * written here
	 */
	void write() {
		ScriptCall call = this.effect.drain();
		Outcome outcome = Objects.requireNonNull(this.context.metrics().scripts
			.record(() -> this.context.fences().apply(this.slot, call, this.fence, this.taken)));
		if (outcome == Outcome.REFUSED) {
			this.context.metrics().refusals.increment();
			throw elsewhere();
		}
		this.fence = this.fence.at(this.taken);
	}

	/**
	 * Writes what the effect has to write without a record.
	 */
	void refresh(Instant now) {
		if (!hasUnwritten() && this.effect.isStale(now)) {
			write();
		}
	}

	/**
	 * @throws ReopenException if another position is stored: Redis may have lost a
	 * suffix, or another owner may have taken over
	 */
	void check() {
		if (!this.fence.equals(this.context.fences().read(this.slot))) {
			throw elsewhere();
		}
	}

	private ReopenException elsewhere() {
		return new ReopenException(
				"another position than " + this.fence.next() + " is stored in generation " + this.generation);
	}

}
