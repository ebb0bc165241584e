/**
 * The log of everything that happens to inboxes: what its records say, for whom, and what
 * the broker knows of it.
 */
@NullMarked
package io.millrace.notification.log;

import org.jspecify.annotations.NullMarked;
