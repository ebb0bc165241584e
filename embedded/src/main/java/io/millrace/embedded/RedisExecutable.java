package io.millrace.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/**
 * A redis-server that runs here, with its version.
 */
record RedisExecutable(Path path, int major, int minor) {

	private static final Pattern VERSION = Pattern.compile(" v=(\\d+)\\.(\\d+)");

	/**
	 * Returns {@code redis-server} of the PATH if it is 6.2 or later, else the one that
	 * the library brings, unpacked into a directory.
	 * @throws IllegalStateException if neither runs here
	 */
	static RedisExecutable find(Path unpackDir) {
		return onPath().or(() -> inspect(unpack(unpackDir)))
			.orElseThrow(() -> new IllegalStateException(
					"no redis-server runs here: none on the PATH that is 6.2 or later, and the one that Millrace brings "
							+ "does not run on this system (" + System.getProperty("os.name") + " "
							+ System.getProperty("os.arch") + "); please install Redis"));
	}

	private static Optional<RedisExecutable> onPath() {
		String path = System.getenv().getOrDefault("PATH", "");
		return Stream.of(path.split(File.pathSeparator))
			.filter((directory) -> !directory.isBlank())
			.map((directory) -> Path.of(directory, "redis-server"))
			.filter(Files::isExecutable)
			.flatMap((candidate) -> inspect(candidate).stream())
			.filter((candidate) -> candidate.atLeast(6, 2))
			.findFirst();
	}

	private boolean atLeast(int wantedMajor, int wantedMinor) {
		return this.major > wantedMajor || (this.major == wantedMajor && this.minor >= wantedMinor);
	}

	private static @Nullable Path unpack(Path directory) {
		try {
			Files.createDirectories(directory);
			return ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("cannot unpack redis-server into " + directory, ex);
		}
		catch (RuntimeException ex) {
			// It has none for this system.
			return null;
		}
	}

	private static Optional<RedisExecutable> inspect(@Nullable Path candidate) {
		if (candidate == null) {
			return Optional.empty();
		}
		try {
			Process process = new ProcessBuilder(candidate.toString(), "--version").redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			Matcher version = VERSION.matcher(output);
			if (!process.waitFor(10, TimeUnit.SECONDS) || !version.find()) {
				return Optional.empty();
			}
			return Optional.of(new RedisExecutable(candidate, Integer.parseInt(version.group(1)),
					Integer.parseInt(version.group(2))));
		}
		catch (IOException ex) {
			return Optional.empty();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Optional.empty();
		}
	}

}
