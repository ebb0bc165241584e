/**
 * Tests of this package.
 */
@NullMarked
package io.millrace.dashboard.aggregate;

import org.jspecify.annotations.NullMarked;
