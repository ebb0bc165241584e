/**
 * Keeps events in Redis while Kafka can't take them, and hands them over in order when it
 * can: circuits tell where an event goes, streams hold it, one drainer for each hands it
 * over.
 */
@NullMarked
package io.millrace.ingest.hold;

import org.jspecify.annotations.NullMarked;
