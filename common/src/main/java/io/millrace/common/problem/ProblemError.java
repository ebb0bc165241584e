package io.millrace.common.problem;

/**
 * One of several faults of a request.
 *
 * @param field which parameter or field, e.g. {@code limit} or {@code title}
 * @param detail what is wrong with it, in a sentence
 */
public record ProblemError(String field, String detail) {
}
