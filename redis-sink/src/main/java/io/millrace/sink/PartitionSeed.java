package io.millrace.sink;

import java.time.Duration;
import java.util.function.Consumer;

import io.millrace.sink.fence.Claim;
import io.millrace.sink.fence.Fence;
import io.millrace.sink.fence.FenceStore.Outcome;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.Slot;
import io.millrace.sink.log.ReopenException;

/**
 * Copies into a partition of a generation what the log no longer tells, before it has a
 * fence. Whoever comes after an owner that didn't finish claims the slot and begins anew.
 * Used by one thread.
 */
final class PartitionSeed {

	private final String generation;

	private final Claim claim;

	private final Succession.Copy copy;

	private final Consumer<ScriptCall> writer = this::write;

	/**
	 * @throws ReopenException if there is a fence by now
	 */
	PartitionSeed(SinkContext context, String generation, Slot slot, Succession.Copy copy) {
		this.generation = generation;
		this.copy = copy;
		this.claim = context.fences().claim(slot).orElseThrow(this::overtaken);
	}

	/**
	 * Copies on for a moment.
	 * @return whether there is more
	 */
	boolean advance(Fence live, Duration slice) {
		long until = System.nanoTime() + slice.toNanos();
		boolean more;
		do {
			more = this.copy.advance(live, this.writer);
		}
		while (more && System.nanoTime() - until < 0);
		return more;
	}

	private void write(ScriptCall call) {
		require(this.claim.write(call));
	}

	/** Lets the log go on with it. */
	void settle(Fence first) {
		require(this.claim.settle(first));
	}

	private void require(Outcome outcome) {
		if (outcome == Outcome.REFUSED) {
			throw overtaken();
		}
	}

	private ReopenException overtaken() {
		return new ReopenException("another owner has begun to fill generation " + this.generation);
	}

}
