/**
 * Which events something is about, and reading them.
 */
@NullMarked
package io.millrace.dashboard.match;

import org.jspecify.annotations.NullMarked;
