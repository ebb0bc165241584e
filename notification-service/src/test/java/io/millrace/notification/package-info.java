@NullMarked
package io.millrace.notification;

import org.jspecify.annotations.NullMarked;
