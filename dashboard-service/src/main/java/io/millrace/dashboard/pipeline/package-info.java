/**
 * What the pipeline looks like from outside: topics, groups, lag, nodes and what is wrong
 * with them, from Kafka's Admin API and from what the owners of partitions say in Redis.
 */
@NullMarked
package io.millrace.dashboard.pipeline;

import org.jspecify.annotations.NullMarked;
