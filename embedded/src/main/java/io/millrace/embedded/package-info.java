/**
 * Real backends without an installation: a Kafka broker in this JVM and a redis-server
 * beside it, both on loopback only and with data that outlives them.
 */
@NullMarked
package io.millrace.embedded;

import org.jspecify.annotations.NullMarked;
