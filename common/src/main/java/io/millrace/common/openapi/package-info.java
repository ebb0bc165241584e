/**
 * The HTTP API's description (OpenAPI 3.1), which each module has a part of, as one
 * document.
 */
@NullMarked
package io.millrace.common.openapi;

import org.jspecify.annotations.NullMarked;
