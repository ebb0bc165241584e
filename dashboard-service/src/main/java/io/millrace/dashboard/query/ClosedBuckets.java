package io.millrace.dashboard.query;

import java.util.Arrays;
import java.util.List;
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
 * before Redis has said that it is still so: see {@link Found#keepWhatIsStill}. What is
 * asked for least goes first. Thread-safe.
 */
final class ClosedBuckets {

	/** Beside what was taken: key, entry and counters. */
	private static final int OVERHEAD = 400;

	private final Cache<Key, Kept> kept;

	ClosedBuckets(DataSize most) {
		this.kept = Caffeine.newBuilder()
			.maximumWeight(most.toBytes())
			.weigher((Key key, Kept value) -> value.size())
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

	private record Key(Scope scope, Stretch.Name stretch) {
	}

	/** What was taken of a stretch's buckets, by place, and when that was so last. */
	private record Kept(@Nullable Reduced[] buckets, String topicId, long session, AtomicLong position) {

		int size() {
			int size = OVERHEAD;
			for (Reduced bucket : this.buckets) {
				size += (bucket != null) ? bucket.size() : 0;
			}
			return size;
		}

	}

	Found find(Scope scope, Stretch stretch) {
		return new Found(new Key(scope, stretch.name()));
	}

	/**
	 * What there is of a stretch. Used by one thread.
	 */
	final class Found {

		private final Key key;

		private @Nullable Kept source;

		private final @Nullable Reduced[] buckets;

		/** Others may move the source's on meanwhile, by what they have read. */
		private long position;

		private boolean changed;

		private Found(Key key) {
			this.key = key;
			Kept found = ClosedBuckets.this.kept.getIfPresent(key);
			this.source = found;
			this.buckets = (found != null) ? found.buckets().clone() : new Reduced[Stretch.LENGTH];
			this.position = (found != null) ? found.position().get() : Long.MAX_VALUE;
		}

		/**
		 * What was taken of a bucket, null if that isn't known.
		 */
		@Nullable Reduced get(StoredBucket.Id id) {
			return this.buckets[Stretch.place(id.bucket())];
		}

		/**
		 * Where the partition stood when this was so; the greatest number if there is
		 * nothing.
		 */
		long position() {
			return this.position;
		}

		/**
		 * Forgets what would be read differently now: what another owner has written, or
		 * one who has lost something since, and closed buckets that were changed.
		 * @param now with the changes since {@link #position()} at least
		 */
		void keepWhatIsStill(PartitionCells now) {
			if (this.source == null) {
				return;
			}
			Fence fence = now.fence();
			Long session = now.stats().session();
			if (fence == null || session == null || !fence.topicId().equals(this.source.topicId())
					|| fence.next() < this.position || session != this.source.session()
					|| !now.changes().areKnownFrom(this.position)) {
				forget();
				return;
			}
			if (!now.changes().isEmpty()) {
				for (int place = 0; place < this.buckets.length; place++) {
					if (this.buckets[place] != null
							&& !now.changes().leave(this.key.stretch().bucket(place), this.position)) {
						this.buckets[place] = null;
						this.changed = true;
					}
				}
			}
			this.position = fence.next();
		}

		/** As if there had been nothing. */
		void forget() {
			this.source = null;
			this.position = Long.MAX_VALUE;
			Arrays.fill(this.buckets, null);
		}

		/**
		 * Adds what was read of a bucket, if it is closed.
		 */
		void add(StoredBucket.Id id, Reduced reduced, PartitionCells read) {
			if (id.bucket().isClosed(read.stats().maxTime())) {
				this.buckets[Stretch.place(id.bucket())] = reduced;
				this.changed = true;
			}
		}

		/**
		 * Keeps what there is now for later queries.
		 * @param read what all of it was held against
		 */
		void keep(PartitionCells read) {
			Fence fence = read.fence();
			Long session = read.stats().session();
			if (fence == null || session == null) {
				return;
			}
			if (this.changed) {
				ClosedBuckets.this.kept.put(this.key,
						new Kept(this.buckets, fence.topicId(), session, new AtomicLong(fence.next())));
			}
			else if (this.source != null) {
				this.source.position().accumulateAndGet(fence.next(), Math::max);
			}
		}

	}

}
