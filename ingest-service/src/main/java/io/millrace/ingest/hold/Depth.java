package io.millrace.ingest.hold;

import java.time.Duration;

/**
 * How much all nodes hold together.
 *
 * @param entries events
 * @param bytes what they take
 * @param age of the oldest, zero if there is none
 * @param openPartitions partitions whose events are held
 */
public record Depth(long entries, long bytes, Duration age, int openPartitions) {
}
