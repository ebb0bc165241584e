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
 * @param joined whether each batch now goes to both, to the rebuilt one first
 * @param since from when on it counts, where retention had taken what was before; null if
 * it had not, or if that was told before
 */
public record PartitionProgress(int partition, long from, long at, long goal, boolean joined, @Nullable Instant since) {
}
