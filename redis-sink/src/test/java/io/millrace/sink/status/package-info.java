/**
 * What nodes say about themselves.
 */
@NullMarked
package io.millrace.sink.status;

import org.jspecify.annotations.NullMarked;
