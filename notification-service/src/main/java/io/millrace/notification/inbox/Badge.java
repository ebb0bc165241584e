package io.millrace.notification.inbox;

/**
 * What is known of an inbox without its items; all of one moment.
 *
 * @param unread how many items are unread
 * @param total how many items there are
 * @param epoch the life of this inbox in Redis; positions of another mean nothing
 * @param revision the offset of the last record that changed the inbox, -1 if none has
 */
public record Badge(int unread, int total, String epoch, long revision) {
}
