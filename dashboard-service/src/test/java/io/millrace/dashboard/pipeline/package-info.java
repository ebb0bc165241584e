/**
 * Tests.
 */
@NullMarked
package io.millrace.dashboard.pipeline;

import org.jspecify.annotations.NullMarked;
