@NullMarked
package io.millrace.notification.channel;

import org.jspecify.annotations.NullMarked;
