/**
 * Says how the partitions of this node fare: as health, as metrics, and to the other
 * nodes.
 */
@NullMarked
package io.millrace.sink.status;

import org.jspecify.annotations.NullMarked;
