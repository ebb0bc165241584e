/**
 * Expected failures, one closed list of them, and the one place that turns them into HTTP
 * answers (RFC 9457).
 */
@NullMarked
package io.millrace.common.problem;

import org.jspecify.annotations.NullMarked;
