package io.millrace.ingest.hold;

/**
 * An entry of a hold's stream.
 *
 * @param id by which the stream knows it
 * @param event what it holds
 */
record Entry(String id, HeldEvent event) {
}
