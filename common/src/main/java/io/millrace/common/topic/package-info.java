/**
 * The topics that the services share: how they are named, made and partitioned.
 */
@NullMarked
package io.millrace.common.topic;

import org.jspecify.annotations.NullMarked;
