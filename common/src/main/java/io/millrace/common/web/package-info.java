/**
 * What the HTTP sides of the services have in common: cursors and server-sent events.
 */
@NullMarked
package io.millrace.common.web;

import org.jspecify.annotations.NullMarked;
