package io.millrace.ingest.hold;

import java.time.Duration;

/**
 * How long after it was accepted an event may still be handed to Kafka directly.
 *
 * @param duration by the service's clock
 */
public record RequestDeadline(Duration duration) {
}
