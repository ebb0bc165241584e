/**
 * Tests of this package.
 */
@NullMarked
package io.millrace.dashboard.meter;

import org.jspecify.annotations.NullMarked;
