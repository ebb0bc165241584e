@NullMarked
package io.millrace.notification.mail;

import org.jspecify.annotations.NullMarked;
