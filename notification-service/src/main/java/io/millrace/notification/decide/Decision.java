package io.millrace.notification.decide;

import io.millrace.notification.log.Entry;

/**
 * A notification for somebody.
 */
public record Decision(String recipient, Entry.Add entry) {
}
