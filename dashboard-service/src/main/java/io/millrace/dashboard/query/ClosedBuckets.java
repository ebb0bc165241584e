package io.millrace.dashboard.query;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.dashboard.aggregate.PartitionCells;
import io.millrace.dashboard.aggregate.StoredBucket;
import io.millrace.sink.fence.Fence;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * What queries took of closed buckets, in this node's memory. Nothing of it is to be used
 * before Redis has said that it is still so: see {@link Found#isStill}. What is asked for
 * least goes first. Thread-safe.
 */
final class ClosedBuckets {

	/** Beside what was taken: key, entry and counters. */
	private static final int OVERHEAD = 200;

	private final Cache<Key, Kept> kept;

	ClosedBuckets(DataSize most) {
		this.kept = Caffeine.newBuilder()
			.maximumWeight(most.toBytes())
			.weigher((Key key, Kept value) -> OVERHEAD + value.reduced().size())
			.build();
	}

	/**
	 * Which queries take the same of a bucket.
	 *
	 * @param groupBy the fields that they tell apart
	 * @param filter as it is written; null if there is none
	 */
	record Cut(List<String> groupBy, @Nullable String filter) {
	}

	/**
	 * Where something was taken.
	 *
	 * @param generation its name
	 * @param partition its number
	 * @param cut what was taken
	 */
	record Scope(String generation, int partition, Cut cut) {
	}

	private record Key(Scope scope, StoredBucket.Id id) {
	}

	private record Kept(Reduced reduced, String topicId, Long session, AtomicLong position) {
	}

	/**
	 * What was taken of one bucket.
	 */
	static final class Found {

		private final StoredBucket.Id id;

		private final Kept kept;

		/** Others may move it on meanwhile, by what they have read. */
		private final long position;

		private Found(StoredBucket.Id id, Kept kept) {
			this.id = id;
			this.kept = kept;
			this.position = kept.position().get();
		}

		Reduced reduced() {
			return this.kept.reduced();
		}

		/**
		 * Where the partition stood when this was so.
		 */
		long position() {
			return this.position;
		}

		/**
		 * Whether it is what would be read now: written by the same owner, who has lost
		 * nothing since, and tells of the closed buckets that he changes.
		 * @param now with the changes since {@link #position()} at least
		 */
		boolean isStill(PartitionCells now) {
			Fence fence = now.fence();
			if (fence == null) {
				return false;
			}
			boolean same = fence.topicId().equals(this.kept.topicId()) && fence.next() >= this.position
					&& this.kept.session().equals(now.stats().session())
					&& now.changes().leave(this.id.bucket(), this.position);
			if (same) {
				this.kept.position().accumulateAndGet(fence.next(), Math::max);
			}
			return same;
		}

	}

	/**
	 * What there is of some buckets.
	 */
	Map<StoredBucket.Id, Found> find(Scope scope, List<StoredBucket.Id> ids) {
		Map<StoredBucket.Id, Found> found = HashMap.newHashMap(ids.size());
		for (StoredBucket.Id id : ids) {
			Kept one = this.kept.getIfPresent(new Key(scope, id));
			if (one != null) {
				found.put(id, new Found(id, one));
			}
		}
		return found;
	}

	/**
	 * Keeps what was taken of a bucket, if it is closed.
	 */
	void keep(Scope scope, StoredBucket.Id id, Reduced reduced, PartitionCells read) {
		Long session = read.stats().session();
		Fence fence = read.fence();
		if (session != null && fence != null && id.bucket().isClosed(read.stats().maxTime())) {
			this.kept.put(new Key(scope, id),
					new Kept(reduced, fence.topicId(), session, new AtomicLong(fence.next())));
		}
	}

}
