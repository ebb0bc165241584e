@NullMarked
package io.millrace.notification.rule;

import org.jspecify.annotations.NullMarked;
