/**
 * The installation of {@code docker-compose.yml}, from the images to what people see,
 * while its parts are restarted.
 */
@NullMarked
package io.millrace.standalone.compose;

import org.jspecify.annotations.NullMarked;
