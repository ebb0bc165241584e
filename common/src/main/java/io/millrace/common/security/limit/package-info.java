/**
 * How much a key may be used for on one node: requests and bytes of bodies a second.
 */
@NullMarked
package io.millrace.common.security.limit;

import org.jspecify.annotations.NullMarked;
