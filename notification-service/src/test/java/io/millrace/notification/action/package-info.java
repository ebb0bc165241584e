@NullMarked
package io.millrace.notification.action;

import org.jspecify.annotations.NullMarked;
