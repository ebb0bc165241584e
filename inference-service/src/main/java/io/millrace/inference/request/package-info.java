/**
 * Asking: from the cache, or computed, once however many ask at a time.
 */
@NullMarked
package io.millrace.inference.request;

import org.jspecify.annotations.NullMarked;
