/**
 * The whole pipeline in one process: a Kafka broker and a redis-server, the three
 * services in front of them, started and stopped in the right order.
 */
@NullMarked
package io.millrace.standalone;

import org.jspecify.annotations.NullMarked;
