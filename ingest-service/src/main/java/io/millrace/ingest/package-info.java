/**
 * Takes user events over HTTP and publishes them to Kafka: {@code intake} knows HTTP,
 * {@code publish} knows Kafka, and data goes from the one to the other.
 */
@NullMarked
package io.millrace.ingest;

import org.jspecify.annotations.NullMarked;
