@NullMarked
package io.millrace.notification.deliver;

import org.jspecify.annotations.NullMarked;
