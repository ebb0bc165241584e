package io.millrace.ingest.hold;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How a partition's hold stands.
 *
 * @param opening the number of the opening, empty if events go to Kafka
 * @param openedAt since when, by Redis' clock
 * @param bytes how much is held
 * @param bytesPerSecond how fast it was handed over last, 0 if it wasn't
 * @param entries how many events are held
 * @param oldest when the oldest of them came, by Redis' clock
 */
record Sight(String opening, @Nullable Instant openedAt, long bytes, long bytesPerSecond, long entries,
		@Nullable Instant oldest) {

	static final Sight NOTHING = new Sight("", null, 0, 0, 0, null);

	/** Entries without a marker are somebody's doing, but events all the same. */
	boolean isOpen() {
		return !this.opening.isEmpty() || this.entries > 0;
	}

	/**
	 * How long it takes to hand all over at the last rate.
	 */
	static Duration toEmpty(long bytes, long bytesPerSecond, Duration otherwise) {
		return (bytesPerSecond > 0) ? Duration.ofMillis(1_000 * bytes / bytesPerSecond) : otherwise;
	}

}
