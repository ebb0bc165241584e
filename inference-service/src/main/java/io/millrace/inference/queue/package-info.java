/**
 * Requests on their way to the workers: a topic in Kafka, and how long it is.
 */
@NullMarked
package io.millrace.inference.queue;

import org.jspecify.annotations.NullMarked;
