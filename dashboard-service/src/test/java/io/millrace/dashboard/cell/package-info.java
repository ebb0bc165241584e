@NullMarked
package io.millrace.dashboard.cell;

import org.jspecify.annotations.NullMarked;
