package io.millrace.inference.result;

import java.time.Duration;
import java.time.Instant;

import io.millrace.inference.model.Answer;

/**
 * An answer that is kept.
 *
 * @param answer what the model answered
 * @param createdAt when
 * @param expiresAt until when it is kept
 * @param computeTime its share of what computing took: what it saves who finds it
 */
public record Result(Answer answer, Instant createdAt, Instant expiresAt, Duration computeTime) {
}
