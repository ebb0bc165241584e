/**
 * Reads the partitions of a topic as a member of a consumer group and hands each to a
 * processor that knows where it stands; opens, pauses, retries and stops them one by one.
 */
@NullMarked
package io.millrace.sink.log;

import org.jspecify.annotations.NullMarked;
