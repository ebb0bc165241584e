/**
 * Tests of the whole service.
 */
@NullMarked
package io.millrace.dashboard;

import org.jspecify.annotations.NullMarked;
