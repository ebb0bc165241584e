/**
 * The port to models, and the two that come with it: one that runs here, and servers that
 * speak OpenAI's protocol.
 */
@NullMarked
package io.millrace.inference.model;

import org.jspecify.annotations.NullMarked;
