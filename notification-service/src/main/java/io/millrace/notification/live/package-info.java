/**
 * Tells people what happens to their inboxes as it happens, over server-sent events.
 */
@NullMarked
package io.millrace.notification.live;

import org.jspecify.annotations.NullMarked;
