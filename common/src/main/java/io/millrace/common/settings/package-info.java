/**
 * What people set while services run: kept in a compacted topic, of which every node has
 * a copy in memory.
 */
@NullMarked
package io.millrace.common.settings;

import org.jspecify.annotations.NullMarked;
