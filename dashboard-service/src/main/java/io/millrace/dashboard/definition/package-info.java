/**
 * Meters: what is counted beside events and users, as it is configured or set over REST,
 * and how an event is read for it.
 */
@NullMarked
package io.millrace.dashboard.definition;

import org.jspecify.annotations.NullMarked;
