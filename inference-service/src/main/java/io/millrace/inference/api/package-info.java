/**
 * The HTTP side: embeddings as OpenAI has them, and any operation by ticket.
 */
@NullMarked
package io.millrace.inference.api;

import org.jspecify.annotations.NullMarked;
