/**
 * The page at {@code /}: somebody's inbox, and an example of how to build one.
 */
@NullMarked
package io.millrace.notification.page;

import org.jspecify.annotations.NullMarked;
