/**
 * Things that are declared, in the configuration or over REST, and counted by: what
 * meters, funnels and retentions have in common.
 */
@NullMarked
package io.millrace.dashboard.declaration;

import org.jspecify.annotations.NullMarked;
