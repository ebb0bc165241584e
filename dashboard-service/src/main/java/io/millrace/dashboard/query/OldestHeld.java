package io.millrace.dashboard.query;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.millrace.sink.status.HoldMarkerStore;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Since when events are held that the log doesn't have yet, not older than half a second.
 * Thread-safe.
 */
@RequiredArgsConstructor
final class OldestHeld {

	private static final Duration FRESH = Duration.ofMillis(500);

	private final HoldMarkerStore markers;

	private final List<TopicPartition> partitions;

	private volatile @Nullable Seen last;

	private record Seen(long nanos, Optional<Instant> since) {
	}

	/**
	 * Empty if none are.
	 * @throws org.springframework.dao.DataAccessException if Redis doesn't answer
	 */
	Optional<Instant> since() {
		Seen seen = this.last;
		long now = System.nanoTime();
		if (seen == null || now - seen.nanos > FRESH.toNanos()) {
			seen = new Seen(now,
					this.partitions.stream()
						.map(this.markers::openedAt)
						.flatMap(Optional::stream)
						.min(Comparator.naturalOrder()));
			this.last = seen;
		}
		return seen.since;
	}

}
