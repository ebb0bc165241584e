package io.millrace.notification.apply;

import io.millrace.sink.log.LogConsumer;

/**
 * This process' share of writing inboxes. Not started with the application: the topics
 * come first.
 */
public record ApplyConsumer(LogConsumer consumer) {
}
