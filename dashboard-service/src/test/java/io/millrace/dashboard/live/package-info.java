/**
 * Tests.
 */
@NullMarked
package io.millrace.dashboard.live;

import org.jspecify.annotations.NullMarked;
