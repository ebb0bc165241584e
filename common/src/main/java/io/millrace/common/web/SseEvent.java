package io.millrace.common.web;

import org.jspecify.annotations.Nullable;

/**
 * One server-sent event.
 *
 * @param id what {@code Last-Event-ID} will say after this event, null to leave that as
 * it is; no line breaks
 * @param name the event's type; no line breaks
 * @param data the payload, mostly JSON; line breaks are kept
 */
public record SseEvent(@Nullable String id, String name, String data) {
}
