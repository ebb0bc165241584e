/**
 * What is counted: the metrics, and the levels of time at which they are kept.
 */
@NullMarked
package io.millrace.dashboard.meter;

import org.jspecify.annotations.NullMarked;
