/**
 * Signing in to the page with an API key. The session is in Redis, so it survives a
 * restart and every node knows it.
 */
@NullMarked
package io.millrace.dashboard.signin;

import org.jspecify.annotations.NullMarked;
