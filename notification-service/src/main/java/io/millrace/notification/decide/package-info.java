/**
 * Reads events, leaves duplicates out, evaluates the rules and writes what they come to
 * into the inbox log, in one Kafka transaction with the position.
 */
@NullMarked
package io.millrace.notification.decide;

import org.jspecify.annotations.NullMarked;
