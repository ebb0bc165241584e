package io.millrace.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real redis-server beside this JVM: the one on the PATH if there is one (6.2 or
 * later), else one that the library brings. It listens on 127.0.0.1 only and evicts
 * nothing. It has a session of its own, so Ctrl-C in a terminal doesn't reach it; it ends
 * when this object is closed or this JVM has gone, however that went.
 */
public final class EmbeddedRedis implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(EmbeddedRedis.class);

	private static final int ATTEMPTS = 5;

	private final DirectoryLock lock;

	private final RedisProcess process;

	private final int port;

	private EmbeddedRedis(DirectoryLock lock, RedisProcess process, int port) {
		this.lock = lock;
		this.process = process;
		this.port = port;
	}

	/**
	 * Starts a server and returns once it serves, its data loaded.
	 * @param dataDir where it keeps its data, configuration and log; created if absent
	 * @param port its port; 0 picks a free one
	 * @param appendOnly whether to keep data over restarts, with at most the last second
	 * lost in a crash of the machine; else everything is gone when the server ends
	 * @return the server
	 * @throws DirectoryInUseException if another owner runs a server in the directory
	 * @throws PortInUseException if the port is taken
	 * @throws IllegalStateException if it doesn't come up, with the end of its log
	 */
	public static EmbeddedRedis start(Path dataDir, int port, boolean appendOnly) {
		return start(dataDir, port, appendOnly, List.of());
	}

	/**
	 * Starts a server with more in its configuration, as
	 * {@link #start(Path, int, boolean)} does.
	 * @param dataDir where it keeps its data, configuration and log; created if absent
	 * @param port its port; 0 picks a free one
	 * @param appendOnly whether to keep data over restarts
	 * @param more lines of redis.conf, e.g. {@code cluster-enabled yes}
	 * @return the server
	 */
	public static EmbeddedRedis start(Path dataDir, int port, boolean appendOnly, List<String> more) {
		DirectoryLock lock = DirectoryLock.acquire(dataDir);
		try {
			Path directory = dataDir.toRealPath();
			RedisExecutable executable = RedisExecutable.find(directory.resolve("bin"));
			RedisProcess.stopLeftBehind(directory);
			return start(lock, executable, directory, port, configuration(directory, appendOnly, more));
		}
		catch (IOException ex) {
			lock.close();
			throw new UncheckedIOException(ex);
		}
		catch (RuntimeException ex) {
			lock.close();
			throw ex;
		}
	}

	private static EmbeddedRedis start(DirectoryLock lock, RedisExecutable executable, Path directory, int port,
			List<String> configuration) throws IOException {
		for (int attempt = 1;; attempt++) {
			if (port != 0 && !Ports.isFree(port)) {
				throw new PortInUseException(port);
			}
			int redisPort = (port != 0) ? port : Ports.free();
			List<String> lines = new ArrayList<>(configuration);
			lines.add("port " + redisPort);
			Files.write(directory.resolve(RedisProcess.CONFIGURATION), lines);
			try {
				RedisProcess process = RedisProcess.start(executable.path(), directory, redisPort);
				log.info("Redis {}.{} serves on 127.0.0.1:{}, pid {}, data in {}", executable.major(),
						executable.minor(), redisPort, process.pid(), directory);
				return new EmbeddedRedis(lock, process, redisPort);
			}
			catch (IllegalStateException ex) {
				// Between the look and the bind somebody else may have taken the port.
				if (port != 0 || attempt == ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	private static List<String> configuration(Path directory, boolean appendOnly, List<String> more) {
		List<String> lines = new ArrayList<>(List.of("bind 127.0.0.1", "protected-mode yes", "daemonize yes",
				"pidfile " + quoted(directory.resolve(RedisProcess.PID_FILE)),
				"logfile " + quoted(directory.resolve(RedisProcess.LOG)), "dir " + quoted(directory),
				"maxmemory-policy noeviction", "appendonly " + (appendOnly ? "yes" : "no"), "appendfsync everysec",
				"save \"\""));
		lines.addAll(more);
		return lines;
	}

	private static String quoted(Path path) {
		return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

	/**
	 * Returns the port of 127.0.0.1 that it listens on.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Returns the server's process id, for tests that kill or freeze it.
	 * @return the process id
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Stops the server and returns when it has gone. With {@code appendOnly} everything
	 * it acknowledged is on the disk then. One that has died before is no error.
	 */
	@Override
	public void close() {
		this.process.stop(this.port, Duration.ofSeconds(10));
		this.lock.close();
	}

}
