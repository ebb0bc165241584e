@NullMarked
package io.millrace.sink.log;

import org.jspecify.annotations.NullMarked;
