/**
 * What an event is, on the wire and in memory.
 */
@NullMarked
package io.millrace.common.event;

import org.jspecify.annotations.NullMarked;
