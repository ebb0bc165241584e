package io.millrace.sink.fence;

import io.millrace.sink.fence.FenceStore.Outcome;

/**
 * A slot without a fence that one owner fills before the log does. The claim counts its
 * writes, as a fence counts positions: one who was paused writes nothing once another has
 * claimed the slot or settled it, and a write that Redis has lost is noticed with the
 * next. Used by one thread.
 */
public final class Claim {

	static final String PREFIX = "claim ";

	private final FenceStore fences;

	private final Slot slot;

	private Fence stored;

	Claim(FenceStore fences, Slot slot, Fence stored) {
		this.fences = fences;
		this.slot = slot;
		this.stored = stored;
	}

	public Slot slot() {
		return this.slot;
	}

	/**
	 * Runs an effect, which may only write absolute values.
	 * @return {@link Outcome#REFUSED} if the slot is another's by now, or has lost a
	 * write; then all has to be done again
	 * @throws org.springframework.dao.DataAccessException if Redis can't be reached or
	 * doesn't answer in time; it may have been applied all the same
	 */
	public Outcome write(ScriptCall call) {
		long next = this.stored.next() + 1;
		Outcome outcome = this.fences.apply(this.slot, call, this.stored, next);
		if (outcome != Outcome.REFUSED) {
			this.stored = this.stored.at(next);
		}
		return outcome;
	}

	/**
	 * Gives the slot its first fence, with which the claim ends.
	 * @return as {@link #write}
	 */
	public Outcome settle(Fence first) {
		return this.fences.settle(this.slot, this.stored, first);
	}

}
