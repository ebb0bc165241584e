/**
 * Tests of what is counted of what users did one after the other.
 */
@NullMarked
package io.millrace.dashboard.journey;

import org.jspecify.annotations.NullMarked;
