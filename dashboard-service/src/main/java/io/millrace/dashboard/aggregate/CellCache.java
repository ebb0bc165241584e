package io.millrace.dashboard.aggregate;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.UserSketch;
import lombok.RequiredArgsConstructor;

/**
 * The cells of one partition that its owner has in memory: those that it is changing, and
 * the ones used last. What is missing is read from Redis first, the counters of a bucket
 * all at once, so that a type that isn't there is known not to be.
 */
@RequiredArgsConstructor
final class CellCache {

	private final AggregateStore store;

	private final AggregateKeys keys;

	private final PartitionStats stats;

	private final int maxCounters;

	private final int maxSketches;

	private final Map<Bucket, CounterBucket> buckets = new LinkedHashMap<>(64, 0.75f, true);

	private final Map<SketchCell.Id, SketchCell> sketches = new LinkedHashMap<>(64, 0.75f, true);

	private boolean grown;

	/**
	 * Sees to it that these buckets are in memory until the next {@link #evict()}.
	 */
	void require(List<Bucket> wanted) {
		List<Bucket> missing = new ArrayList<>(0);
		for (Bucket bucket : wanted) {
			if (this.buckets.get(bucket) == null) {
				// Most are new in time, too, and cost no round trip: without that, old
				// events that are far apart would be counted a few thousand a second.
				if (this.stats.isBeyondAll(bucket.start())) {
					put(bucket, new CounterBucket(Map.of(), Set.of()));
				}
				else {
					missing.add(bucket);
				}
			}
		}
		if (!missing.isEmpty()) {
			List<CounterBucket> loaded = this.store.load(this.keys, missing);
			for (int i = 0; i < loaded.size(); i++) {
				put(missing.get(i), loaded.get(i));
			}
		}
	}

	private void put(Bucket bucket, CounterBucket counters) {
		this.buckets.put(bucket, counters);
		this.grown = true;
	}

	/**
	 * A bucket that was required before.
	 */
	CounterBucket counters(Bucket bucket) {
		return Objects.requireNonNull(this.buckets.get(bucket));
	}

	/**
	 * A sketch of a bucket that was required before.
	 */
	SketchCell sketch(SketchCell.Id id) {
		SketchCell cell = this.sketches.get(id);
		if (cell == null) {
			CounterBucket bucket = counters(id.bucket());
			UserSketch sketch = bucket.hasSketch(id.type()) ? this.store.sketch(this.keys, id.bucket(), id.type())
					: new UserSketch();
			cell = new SketchCell(sketch);
			this.sketches.put(id, cell);
			this.grown = true;
		}
		return cell;
	}

	/**
	 * Forgets what was used least recently. Only to be called when nothing is changed and
	 * unwritten.
	 */
	void evict() {
		if (!this.grown) {
			return;
		}
		this.grown = false;
		int counters = this.buckets.values().stream().mapToInt(CounterBucket::size).sum();
		Iterator<CounterBucket> bucket = this.buckets.values().iterator();
		while (counters > this.maxCounters && bucket.hasNext()) {
			counters -= bucket.next().size();
			bucket.remove();
		}
		Iterator<SketchCell> sketch = this.sketches.values().iterator();
		while (this.sketches.size() > this.maxSketches && sketch.hasNext()) {
			sketch.next();
			sketch.remove();
		}
	}

}
