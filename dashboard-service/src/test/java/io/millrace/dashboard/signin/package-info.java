/**
 * Signing in to the page.
 */
@NullMarked
package io.millrace.dashboard.signin;

import org.jspecify.annotations.NullMarked;
