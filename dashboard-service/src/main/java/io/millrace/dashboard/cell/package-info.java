/**
 * What one group's events of one bucket come to: as it grows in its owner's memory, as it
 * stands in Redis, and put together from several.
 */
@NullMarked
package io.millrace.dashboard.cell;

import org.jspecify.annotations.NullMarked;
