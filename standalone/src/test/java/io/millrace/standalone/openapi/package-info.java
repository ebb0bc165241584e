/**
 * Whether the API is as its description says.
 */
@NullMarked
package io.millrace.standalone.openapi;

import org.jspecify.annotations.NullMarked;
