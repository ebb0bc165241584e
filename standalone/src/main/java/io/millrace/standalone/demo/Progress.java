package io.millrace.standalone.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * Up to which moment the shop's events were sent, kept in a file. It may lag behind what
 * was sent; what is sent twice is recognised by its ids.
 */
final class Progress {

	private final Path file;

	Progress(Path directory) {
		this.file = directory.resolve("sent-until");
	}

	/**
	 * Returns the moment from which to send: where an earlier run ended, but not before
	 * the earliest.
	 */
	Instant from(Instant earliest) {
		try {
			Instant reached = Instant.parse(Files.readString(this.file).trim());
			return reached.isAfter(earliest) ? reached : earliest;
		}
		catch (IOException | DateTimeException ex) {
			return earliest;
		}
	}

	void reached(Instant until) {
		try {
			Files.createDirectories(this.file.getParent());
			Path next = this.file.resolveSibling("sent-until.next");
			Files.writeString(next, until + "\n");
			Files.move(next, this.file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
