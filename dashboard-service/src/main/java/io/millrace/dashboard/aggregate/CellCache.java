package io.millrace.dashboard.aggregate;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToLongFunction;

import lombok.RequiredArgsConstructor;

/**
 * The cells of one partition that its owner has in memory: those that it is changing, and
 * the ones used last. What is missing is read from Redis first, the numbers of a bucket
 * all at once, so that a group that isn't there is known not to be.
 */
@RequiredArgsConstructor
final class CellCache {

	private final AggregateStore store;

	private final AggregateKeys keys;

	private final PartitionStats stats;

	private final int maxNumbers;

	private final long maxSketchBytes;

	private final Map<StoredBucket.Id, CellBucket> numbers = new LinkedHashMap<>(64, 0.75f, true);

	private final Map<StoredBucket.Id, CellBucket> sketches = new LinkedHashMap<>(64, 0.75f, true);

	private boolean grown;

	/**
	 * Sees to it that these buckets are in memory until the next {@link #evict()}.
	 */
	void require(List<StoredBucket.Id> wanted) {
		List<StoredBucket.Id> missing = new ArrayList<>(0);
		for (StoredBucket.Id id : wanted) {
			if (of(id).get(id) == null) {
				// Most are new in time, too, and cost no round trip: without that, old
				// events that are far apart would be counted a few thousand a second.
				if (this.stats.isBeyondAll(id.bucket().start())) {
					put(new CellBucket(id, Map.of(), Set.of()));
				}
				else {
					missing.add(id);
				}
			}
		}
		if (!missing.isEmpty()) {
			this.store.buckets(this.keys, missing).forEach(this::put);
		}
	}

	private Map<StoredBucket.Id, CellBucket> of(StoredBucket.Id id) {
		return id.metric().aggregation().isSketch() ? this.sketches : this.numbers;
	}

	private void put(CellBucket bucket) {
		of(bucket.id()).put(bucket.id(), bucket);
		this.grown = true;
	}

	/**
	 * A bucket that was required before.
	 */
	CellBucket bucket(StoredBucket.Id id) {
		return Objects.requireNonNull(of(id).get(id));
	}

	/**
	 * Sees to it that these cells are in memory until then, too.
	 */
	void load(List<Place> places) {
		this.grown = true;
		List<Place> missing = places.stream().filter((place) -> place.bucket().isElsewhere(place.group())).toList();
		if (!missing.isEmpty()) {
			this.store.load(this.keys, missing, (place, cell) -> place.bucket().loaded(place.group(), cell));
		}
	}

	/**
	 * Forgets what was looked for least recently. Only to be called when nothing is
	 * changed and unwritten.
	 * @return whether there was any
	 */
	boolean evict() {
		if (!this.grown) {
			return false;
		}
		this.grown = false;
		boolean numbers = evict(this.numbers, CellBucket::size, this.maxNumbers);
		return evict(this.sketches, CellBucket::bytes, this.maxSketchBytes) || numbers;
	}

	private static boolean evict(Map<StoredBucket.Id, CellBucket> buckets, ToLongFunction<CellBucket> measure,
			long most) {
		int before = buckets.size();
		long left = buckets.values().stream().mapToLong(measure).sum();
		Iterator<CellBucket> eldest = buckets.values().iterator();
		while (left > most && eldest.hasNext()) {
			left -= measure.applyAsLong(eldest.next());
			eldest.remove();
		}
		return buckets.size() < before;
	}

}
