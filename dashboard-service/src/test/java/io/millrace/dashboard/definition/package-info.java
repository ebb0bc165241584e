/**
 * Tests of this package.
 */
@NullMarked
package io.millrace.dashboard.definition;

import org.jspecify.annotations.NullMarked;
