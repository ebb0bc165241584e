/**
 * Rebuilding all figures from the log, beside those that are read.
 */
@NullMarked
package io.millrace.dashboard.rebuild;

import org.jspecify.annotations.NullMarked;
