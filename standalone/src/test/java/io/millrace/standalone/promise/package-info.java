/**
 * The promises under fire: real processes, killed and frozen under load, counted against
 * an independent model; and saboteurs, under which each of these tests must fail.
 */
@NullMarked
package io.millrace.standalone.promise;

import org.jspecify.annotations.NullMarked;
