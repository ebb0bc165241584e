/**
 * Notifications for everybody: one stored record, which becomes an item of an inbox when
 * somebody looks at it.
 */
@NullMarked
package io.millrace.notification.broadcast;

import org.jspecify.annotations.NullMarked;
