/**
 * Which events notify whom, and in which words.
 */
@NullMarked
package io.millrace.notification.rule;

import org.jspecify.annotations.NullMarked;
