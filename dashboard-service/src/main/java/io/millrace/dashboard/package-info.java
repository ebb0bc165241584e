/**
 * Counts events into Redis aggregates and answers questions about them: {@code aggregate}
 * writes what {@code meter} names, {@code query} reads it.
 */
@NullMarked
package io.millrace.dashboard;

import org.jspecify.annotations.NullMarked;
