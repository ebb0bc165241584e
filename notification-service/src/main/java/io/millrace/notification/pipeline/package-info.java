/**
 * Starts deciding and applying once the topics are there and fit, however long Kafka
 * takes.
 */
@NullMarked
package io.millrace.notification.pipeline;

import org.jspecify.annotations.NullMarked;
