/**
 * The page at {@code /}: static files and how browsers may use them.
 */
@NullMarked
package io.millrace.dashboard.page;

import org.jspecify.annotations.NullMarked;
