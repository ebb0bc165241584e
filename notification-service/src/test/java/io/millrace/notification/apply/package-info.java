@NullMarked
package io.millrace.notification.apply;

import org.jspecify.annotations.NullMarked;
