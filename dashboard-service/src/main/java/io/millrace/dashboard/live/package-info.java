/**
 * The live view: one frame a second, made once however many watch.
 */
@NullMarked
package io.millrace.dashboard.live;

import org.jspecify.annotations.NullMarked;
