package io.millrace.dashboard.cell;

import java.lang.foreign.MemorySegment;

import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.HllUnion;
import org.apache.datasketches.hll.TgtHllType;

/**
 * How many different values there were in several cells together.
 */
final class DistinctTotal implements Total {

	private final HllUnion union = new HllUnion(DistinctCell.LG_K);

	@Override
	public void add(byte[] stored) {
		this.union.update(HllSketch.wrap(MemorySegment.ofArray(stored)));
	}

	@Override
	public byte[] toBytes() {
		return this.union.getResult(TgtHllType.HLL_4).toCompactByteArray();
	}

	@Override
	public Object value() {
		return Math.round(this.union.getEstimate());
	}

}
