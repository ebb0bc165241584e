/**
 * What the clock does to inboxes: a snooze ends, a notification has been kept long
 * enough.
 */
@NullMarked
package io.millrace.notification.timer;

import org.jspecify.annotations.NullMarked;
