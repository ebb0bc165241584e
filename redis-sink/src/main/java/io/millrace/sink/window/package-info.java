/**
 * Tells a client's retries from new events, with the log as the memory.
 */
@NullMarked
package io.millrace.sink.window;

import org.jspecify.annotations.NullMarked;
