/**
 * An exactly-once effect from Kafka into Redis: the position lives with the data, in the
 * same slot, written by the same script.
 */
@NullMarked
package io.millrace.sink;

import org.jspecify.annotations.NullMarked;
