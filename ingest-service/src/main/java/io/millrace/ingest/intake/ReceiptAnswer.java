package io.millrace.ingest.intake;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.millrace.ingest.hold.Receipt;

/**
 * What became of an event.
 *
 * @param source the event's
 * @param id the event's
 * @param receipt the rest
 */
record ReceiptAnswer(String source, String id, @JsonUnwrapped Receipt receipt) {
}
