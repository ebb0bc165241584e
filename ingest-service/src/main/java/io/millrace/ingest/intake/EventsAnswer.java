package io.millrace.ingest.intake;

import java.util.List;

/**
 * What became of the events of a body: the body of the answer, one shape for all.
 *
 * @param accepted events that are safe
 * @param rejected events that were not taken
 * @param results one by one, in the order of the body
 */
record EventsAnswer(int accepted, int rejected, List<ItemResult> results) {
}
