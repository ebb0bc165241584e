package io.millrace.sink.rebuild;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How far one partition of a rebuild is.
 *
 * @param partition the partition
 * @param from where it began to be filled
 * @param at where it is
 * @param goal where what is read is
 * @param joined whether each batch now goes to both, to the rebuilt one first, and the
 * two have been compared
 * @param since from when on it counts
 * @param comparison what the comparison came to, null if there was none yet
 */
public record PartitionProgress(int partition, long from, long at, long goal, boolean joined, Since since,
		@Nullable Comparison comparison) {

	/**
	 * From when on a partition counts.
	 *
	 * @param argument as the script wants it
	 */
	public record Since(String argument) {

		/** It was told before, or retention has taken nothing. */
		public static final Since TOLD = new Since("");

		/** From when on what is read counts. */
		public static final Since AS_READ = new Since("as-read");

		/** From a time on, as retention had taken what was before. */
		public static Since at(Instant time) {
			return new Since(Long.toString(time.toEpochMilli()));
		}

	}

}
