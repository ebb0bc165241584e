@NullMarked
package io.millrace.notification.inbox;

import org.jspecify.annotations.NullMarked;
