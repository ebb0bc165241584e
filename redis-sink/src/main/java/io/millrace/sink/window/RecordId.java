package io.millrace.sink.window;

/**
 * What makes two records the same one sent twice: 128 bits of a good hash over it.
 *
 * @param high the first half
 * @param low the second half
 */
public record RecordId(long high, long low) {
}
