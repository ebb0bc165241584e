/**
 * The intake stream: events that others append to a Redis Stream go to Kafka from there.
 */
@NullMarked
package io.millrace.ingest.stream;

import org.jspecify.annotations.NullMarked;
