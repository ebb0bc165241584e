/**
 * Tests of this package.
 */
@NullMarked
package io.millrace.common.expression;

import org.jspecify.annotations.NullMarked;
