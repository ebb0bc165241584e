/**
 * Tests.
 */
@NullMarked
package io.millrace.dashboard.page;

import org.jspecify.annotations.NullMarked;
