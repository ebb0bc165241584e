package io.millrace.dashboard.meter;

import java.lang.foreign.MemorySegment;

import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.HllUnion;

/**
 * How many different users there were in several cells together. Not thread-safe.
 */
public final class UserUnion {

	private final HllUnion union = new HllUnion(UserSketch.LG_K);

	public void add(byte[] stored) {
		this.union.update(HllSketch.wrap(MemorySegment.ofArray(stored)));
	}

	public long estimate() {
		return Math.round(this.union.getEstimate());
	}

}
