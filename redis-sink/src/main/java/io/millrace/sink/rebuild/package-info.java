/**
 * Filling a generation beside the one that is read, until it can take its place.
 */
@NullMarked
package io.millrace.sink.rebuild;

import org.jspecify.annotations.NullMarked;
