package io.millrace.embedded;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Another process, or another owner in this one, uses a data directory.
 */
public final class DirectoryInUseException extends RuntimeException {

	DirectoryInUseException(Path directory, @Nullable Long pid) {
		super(directory.toAbsolutePath() + " is in use by another process" + ((pid != null) ? ", pid " + pid : ""));
	}

}
