@NullMarked
package io.millrace.notification.log;

import org.jspecify.annotations.NullMarked;
