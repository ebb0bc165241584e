package io.millrace.notification.apply;

import io.millrace.notification.log.Entry;

/**
 * What happened to whose inbox.
 */
record UserEntry(String user, Entry entry) {
}
