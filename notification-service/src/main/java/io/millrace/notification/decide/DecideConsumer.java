package io.millrace.notification.decide;

import io.millrace.sink.log.LogConsumer;

/**
 * This process' share of deciding. Not started with the application: the topics come
 * first.
 */
public record DecideConsumer(LogConsumer consumer) {
}
