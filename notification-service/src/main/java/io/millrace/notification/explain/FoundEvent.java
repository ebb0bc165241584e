package io.millrace.notification.explain;

import io.millrace.common.event.Event;

/**
 * An event and where it lies in Kafka.
 *
 * @param event the event
 * @param partition its partition
 * @param offset its offset
 * @param appendedAt when the broker appended it, in milliseconds since 1970
 */
record FoundEvent(Event event, int partition, long offset, long appendedAt) {
}
