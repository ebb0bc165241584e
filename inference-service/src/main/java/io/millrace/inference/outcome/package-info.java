/**
 * What became of inference requests, as events of the pipeline, so that dashboards show
 * it like everything else.
 */
@NullMarked
package io.millrace.inference.outcome;

import org.jspecify.annotations.NullMarked;
