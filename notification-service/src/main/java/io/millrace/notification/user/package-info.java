/**
 * All that is kept about one user: told, and forgotten.
 */
@NullMarked
package io.millrace.notification.user;

import org.jspecify.annotations.NullMarked;
