/**
 * Has computed what user events say, before anybody asks for it.
 */
@NullMarked
package io.millrace.inference.prewarm;

import org.jspecify.annotations.NullMarked;
