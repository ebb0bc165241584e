package io.millrace.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a second process, or a second owner in this one, out of a data directory. The
 * lock is the operating system's: it ends with the process, however that ends.
 */
public final class DirectoryLock implements AutoCloseable {

	private static final String LOCK_FILE = ".lock";

	private static final String HOLDER_FILE = ".holder";

	private final FileChannel channel;

	private DirectoryLock(FileChannel channel) {
		this.channel = channel;
	}

	/**
	 * Locks the directory, which is created if absent.
	 * @param directory the directory
	 * @return the lock, until it is closed
	 * @throws DirectoryInUseException if another owner has it
	 * @throws UncheckedIOException if it cannot be created or written
	 */
	public static DirectoryLock acquire(Path directory) {
		try {
			Files.createDirectories(directory);
			FileChannel channel = FileChannel.open(directory.resolve(LOCK_FILE), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE);
			if (tryLock(channel) == null) {
				channel.close();
				throw new DirectoryInUseException(directory, holder(directory));
			}
			Files.write(directory.resolve(HOLDER_FILE),
					Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII));
			return new DirectoryLock(channel);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			return null;
		}
	}

	// Beside the lock file, not in it: where locks are mandatory, others may not read
	// that.
	private static @Nullable Long holder(Path directory) {
		try {
			return Long.valueOf(Files.readString(directory.resolve(HOLDER_FILE)).trim());
		}
		catch (IOException | NumberFormatException ex) {
			return null;
		}
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
