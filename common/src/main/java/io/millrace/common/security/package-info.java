/**
 * Who may call: finds out who calls a service, by an API key, an end user's token or a
 * session, and lets each do what it may. {@code SECURITY.md} has the whole table.
 */
@NullMarked
package io.millrace.common.security;

import org.jspecify.annotations.NullMarked;
