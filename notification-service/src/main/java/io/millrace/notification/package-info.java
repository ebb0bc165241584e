/**
 * Turns events into notifications: rules decide, a log keeps what was decided and what
 * users did with it, and Redis holds the inboxes that the log adds up to.
 */
@NullMarked
package io.millrace.notification;

import org.jspecify.annotations.NullMarked;
