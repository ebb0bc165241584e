/**
 * Turns events into cells of Redis, exactly once in effect, and reads the cells back
 * together with the position that they stand for.
 */
@NullMarked
package io.millrace.dashboard.aggregate;

import org.jspecify.annotations.NullMarked;
