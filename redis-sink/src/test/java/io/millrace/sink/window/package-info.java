@NullMarked
package io.millrace.sink.window;

import org.jspecify.annotations.NullMarked;
