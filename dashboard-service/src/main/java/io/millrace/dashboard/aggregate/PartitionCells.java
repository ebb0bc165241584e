package io.millrace.dashboard.aggregate;

import java.util.List;

import io.millrace.sink.fence.Fence;
import org.jspecify.annotations.Nullable;

/**
 * Buckets of one partition at one moment.
 *
 * @param partition its number
 * @param fence the position that they stand for; null if there is none, and then what is
 * here says nothing
 * @param stats what is known of the partition beside its buckets
 * @param changes which closed buckets were changed, as far as that was asked for
 * @param buckets those asked for that aren't empty
 */
public record PartitionCells(int partition, @Nullable Fence fence, PartitionStats stats, Changes changes,
		List<StoredBucket> buckets) {

	/**
	 * The same without the buckets, which may be large.
	 */
	public PartitionCells withoutBuckets() {
		return new PartitionCells(this.partition, this.fence, this.stats, Changes.NONE, List.of());
	}

}
