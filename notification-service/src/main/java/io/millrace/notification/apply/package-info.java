/**
 * Brings the inbox log into Redis; the only writer of inboxes.
 */
@NullMarked
package io.millrace.notification.apply;

import org.jspecify.annotations.NullMarked;
