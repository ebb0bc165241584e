/**
 * Bodies of requests that carry events: read once, as a stream, into events that can be
 * sent as they are.
 */
@NullMarked
package io.millrace.common.event.body;

import org.jspecify.annotations.NullMarked;
