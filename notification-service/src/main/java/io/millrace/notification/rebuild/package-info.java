/**
 * Rebuilding all inboxes from their log, beside those that are read.
 */
@NullMarked
package io.millrace.notification.rebuild;

import org.jspecify.annotations.NullMarked;
