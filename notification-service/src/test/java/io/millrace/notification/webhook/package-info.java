@NullMarked
package io.millrace.notification.webhook;

import org.jspecify.annotations.NullMarked;
