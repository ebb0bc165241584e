/**
 * What is counted of what users did one after the other: funnels and retention. An event
 * is looked at together with those of its user that came before it.
 */
@NullMarked
package io.millrace.dashboard.journey;

import org.jspecify.annotations.NullMarked;
