/**
 * What tests need: real backends, seeded traffic, and an independent model of what must
 * come of it.
 */
@NullMarked
package io.millrace.testsupport;

import org.jspecify.annotations.NullMarked;
