/**
 * Sends what the topic of deliveries holds, to each target by a consumer group of its
 * own, until it has arrived or is set aside.
 */
@NullMarked
package io.millrace.notification.deliver;

import org.jspecify.annotations.NullMarked;
