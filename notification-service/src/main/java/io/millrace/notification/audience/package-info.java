/**
 * Who follows which feed, and who wants to hear of what.
 */
@NullMarked
package io.millrace.notification.audience;

import org.jspecify.annotations.NullMarked;
