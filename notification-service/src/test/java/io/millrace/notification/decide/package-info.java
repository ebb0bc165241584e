@NullMarked
package io.millrace.notification.decide;

import org.jspecify.annotations.NullMarked;
