/**
 * Tests of this package.
 */
@NullMarked
package io.millrace.dashboard.query;

import org.jspecify.annotations.NullMarked;
