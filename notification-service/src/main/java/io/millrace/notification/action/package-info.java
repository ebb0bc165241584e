/**
 * What users do with their notifications: a record of the inbox log, and then the wait
 * until it has taken effect.
 */
@NullMarked
package io.millrace.notification.action;

import org.jspecify.annotations.NullMarked;
