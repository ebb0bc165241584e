/**
 * Answers why somebody was notified or not, and what a rule would do.
 */
@NullMarked
package io.millrace.notification.explain;

import org.jspecify.annotations.NullMarked;
