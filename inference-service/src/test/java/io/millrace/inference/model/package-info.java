@NullMarked
package io.millrace.inference.model;

import org.jspecify.annotations.NullMarked;
