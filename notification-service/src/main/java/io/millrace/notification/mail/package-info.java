/**
 * Sends deliveries by e-mail, to the address in the user's preferences.
 */
@NullMarked
package io.millrace.notification.mail;

import org.jspecify.annotations.NullMarked;
