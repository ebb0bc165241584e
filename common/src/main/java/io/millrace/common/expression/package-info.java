/**
 * Conditions over events, written in the Common Expression Language (CEL).
 */
@NullMarked
package io.millrace.common.expression;

import org.jspecify.annotations.NullMarked;
