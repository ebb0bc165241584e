/**
 * Answers queries: which level of which buckets to read, in one script a partition, and
 * how to put the partitions together.
 */
@NullMarked
package io.millrace.dashboard.query;

import org.jspecify.annotations.NullMarked;
