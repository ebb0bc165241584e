/**
 * A small shop whose customers make events, sent over HTTP as anybody's would be.
 */
@NullMarked
package io.millrace.standalone.demo;

import org.jspecify.annotations.NullMarked;
