/**
 * The position that lives with the data: fences, the scripts that move them, and the
 * generations they belong to.
 */
@NullMarked
package io.millrace.sink.fence;

import org.jspecify.annotations.NullMarked;
