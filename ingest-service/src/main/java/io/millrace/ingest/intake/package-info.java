/**
 * The HTTP side: bodies in, verdicts out.
 */
@NullMarked
package io.millrace.ingest.intake;

import org.jspecify.annotations.NullMarked;
