/**
 * API keys: what is known of them, and where it is configured. Only hashes are kept.
 */
@NullMarked
package io.millrace.common.security.key;

import org.jspecify.annotations.NullMarked;
