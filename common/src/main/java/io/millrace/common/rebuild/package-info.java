/**
 * Rebuilds of what Redis holds, over REST: the same paths, answers and problems in every
 * service that has some.
 */
@NullMarked
package io.millrace.common.rebuild;

import org.jspecify.annotations.NullMarked;
