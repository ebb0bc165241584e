/**
 * Results and where they are kept: in Redis, by what they are the results of, beside the
 * leases of those who have them computed.
 */
@NullMarked
package io.millrace.inference.result;

import org.jspecify.annotations.NullMarked;
