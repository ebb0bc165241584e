/**
 * Measures Millrace beside Kafka's and Redis's own tools, in the same run on the same
 * broker and server: a ratio travels between machines, a figure doesn't.
 */
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
