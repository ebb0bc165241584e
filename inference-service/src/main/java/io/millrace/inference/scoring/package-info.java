/**
 * The workers: take requests from Kafka, have models compute what isn't there yet, keep
 * the results.
 */
@NullMarked
package io.millrace.inference.scoring;

import org.jspecify.annotations.NullMarked;
