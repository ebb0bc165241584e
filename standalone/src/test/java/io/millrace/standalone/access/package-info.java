/**
 * Who may call what, as {@code SECURITY.md} says.
 */
@NullMarked
package io.millrace.standalone.access;

import org.jspecify.annotations.NullMarked;
