/**
 * Sends deliveries to endpoints over HTTP, signed as Standard Webhooks has it, and to no
 * address that is nobody's business.
 */
@NullMarked
package io.millrace.notification.webhook;

import org.jspecify.annotations.NullMarked;
