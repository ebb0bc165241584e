/**
 * Events on their way into Kafka, and what became of each.
 */
@NullMarked
package io.millrace.ingest.publish;

import org.jspecify.annotations.NullMarked;
