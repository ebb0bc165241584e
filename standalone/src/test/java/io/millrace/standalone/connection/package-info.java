/**
 * Connections to a Kafka and a Redis that ask who it is and show certificates, with what
 * {@code SECURITY.md} says and nothing else.
 */
@NullMarked
package io.millrace.standalone.connection;

import org.jspecify.annotations.NullMarked;
