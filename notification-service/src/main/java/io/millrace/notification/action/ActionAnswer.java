package io.millrace.notification.action;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.notification.inbox.Item;
import org.jspecify.annotations.Nullable;

/**
 * An inbox after an action.
 *
 * @param notification the item that was meant, if it was one and is still there
 * @param unread how many items are unread
 * @param revision the offset of the last record that changed the inbox
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ActionAnswer(@Nullable Item notification, int unread, long revision) {
}
