package io.millrace.dashboard.cell;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;
import org.jspecify.annotations.Nullable;

/**
 * How values are spread: a KLL sketch of Apache DataSketches, exact up to 400 values.
 * Takes 8 bytes a value until then, and 10 KB at most.
 */
final class PercentilesCell implements Cell, Total {

	static final int K = 400;

	static final List<String> NAMES = List.of("p50", "p90", "p99");

	private static final double[] RANKS = { 0.5, 0.9, 0.99 };

	/** A value, and a level's place. */
	private static final int GROWTH = 64;

	private final KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance(K);

	@Override
	public boolean add(Value value) {
		this.sketch.update(value.required().doubleValue());
		return true;
	}

	@Override
	public void add(byte[] stored) {
		this.sketch.merge(KllDoublesSketch.wrap(MemorySegment.ofArray(stored)));
	}

	@Override
	public byte[] toBytes() {
		return this.sketch.toByteArray();
	}

	@Override
	public int size() {
		return this.sketch.getSerializedSizeBytes();
	}

	@Override
	public int growth() {
		return GROWTH;
	}

	@Override
	public @Nullable Object value() {
		if (this.sketch.isEmpty()) {
			return null;
		}
		double[] values = this.sketch.getQuantiles(RANKS, QuantileSearchCriteria.INCLUSIVE);
		Map<String, Double> byName = new LinkedHashMap<>();
		for (int i = 0; i < values.length; i++) {
			byName.put(NAMES.get(i), values[i]);
		}
		return byName;
	}

}
