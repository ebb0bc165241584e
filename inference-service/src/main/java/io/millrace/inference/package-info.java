/**
 * Inference: requests go through Kafka, workers compute them, Redis keeps the results.
 */
@NullMarked
package io.millrace.inference;

import org.jspecify.annotations.NullMarked;
