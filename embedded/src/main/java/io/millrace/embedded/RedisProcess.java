package io.millrace.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemonized redis-server, and the guard that ends it when this JVM has gone: a shell
 * that waits for the end of its standard input, which the system closes with the JVM.
 */
final class RedisProcess {

	static final String CONFIGURATION = "redis.conf";

	static final String PID_FILE = "redis.pid";

	static final String LOG = "redis.log";

	private static final Logger log = LoggerFactory.getLogger(RedisProcess.class);

	private static final Duration LISTENING_WITHIN = Duration.ofSeconds(10);

	private static final Duration LOADED_WITHIN = Duration.ofMinutes(10);

	private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);

	/**
	 * $1 the executable, $2 its configuration, $3 its pidfile. A line says that the
	 * server was stopped in good order; the end of input without one, that the JVM died.
	 */
	private static final String GUARD = """
			trap '' INT HUP TERM QUIT
			"$1" "$2" || exit 1
			read -r _ && exit 0
			pid=$(cat "$3" 2>/dev/null) && kill "$pid"
			""";

	private final Process guard;

	private final long pid;

	private RedisProcess(Process guard, long pid) {
		this.guard = guard;
		this.pid = pid;
	}

	static RedisProcess start(Path executable, Path directory, int port) throws IOException {
		Files.deleteIfExists(directory.resolve(PID_FILE));
		Process guard = new ProcessBuilder("sh", "-c", GUARD, "redis-guard", executable.toString(),
				directory.resolve(CONFIGURATION).toString(), directory.resolve(PID_FILE).toString())
			.directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve(LOG).toFile()))
			.start();
		try {
			return new RedisProcess(guard, awaitReady(guard, directory, port));
		}
		catch (RuntimeException ex) {
			// The end of its input lets the guard end whatever came up.
			guard.getOutputStream().close();
			throw ex;
		}
	}

	private static long awaitReady(Process guard, Path directory, int port) {
		boolean listening = await(LISTENING_WITHIN,
				() -> running(readPid(directory)) || (!guard.isAlive() && guard.exitValue() != 0));
		long pid = readPid(directory).orElse(-1);
		if (listening
				&& await(LOADED_WITHIN,
						() -> !running(OptionalLong.of(pid)) || answers(port, "process_id:" + pid + "\r\n"))
				&& running(OptionalLong.of(pid))) {
			return pid;
		}
		throw new IllegalStateException("redis-server did not start on port " + port + ":\n" + logTail(directory));
	}

	private static boolean answers(int port, String expected) {
		try (RespConnection connection = RespConnection.open(port, CALL_TIMEOUT)) {
			return connection.call("PING").equals("+PONG") && connection.call("INFO server").contains(expected);
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Ends a server whose JVM and guard were both killed; the caller holds the
	 * directory's lock, so nobody uses it.
	 */
	static void stopLeftBehind(Path directory) {
		OptionalLong pid = readPid(directory);
		if (!running(pid) || !isRedis(pid.getAsLong())) {
			return;
		}
		log.warn("Stopping redis-server, pid {}, which an earlier run left behind in {}", pid.getAsLong(), directory);
		ProcessHandle.of(pid.getAsLong()).ifPresent(ProcessHandle::destroy);
		if (!await(LISTENING_WITHIN, () -> !running(pid))) {
			throw new IllegalStateException(
					"redis-server, pid " + pid.getAsLong() + ", still uses " + directory + "; please stop it");
		}
	}

	private static boolean isRedis(long pid) {
		return ProcessHandle.of(pid)
			.flatMap((handle) -> handle.info().command())
			.filter((command) -> command.contains("redis"))
			.isPresent();
	}

	long pid() {
		return this.pid;
	}

	void stop(int port, Duration within) {
		OptionalLong running = OptionalLong.of(this.pid);
		if (running(running)) {
			try (RespConnection connection = RespConnection.open(port, CALL_TIMEOUT)) {
				connection.send("SHUTDOWN");
				await(within, () -> !running(running));
			}
			catch (IOException ex) {
				log.warn("redis-server, pid {}, does not answer: {}", this.pid, ex.toString());
			}
		}
		if (running(running)) {
			log.warn("Killing redis-server, pid {}, which did not stop within {}", this.pid, within);
			ProcessHandle.of(this.pid).ifPresent(ProcessHandle::destroyForcibly);
			await(within, () -> !running(running));
		}
		releaseGuard();
	}

	private void releaseGuard() {
		try (OutputStream in = this.guard.getOutputStream()) {
			in.write('\n');
		}
		catch (IOException ex) {
			log.debug("The guard of redis-server had gone", ex);
		}
	}

	private static OptionalLong readPid(Path directory) {
		try {
			return OptionalLong.of(Long.parseLong(Files.readString(directory.resolve(PID_FILE)).trim()));
		}
		catch (IOException | NumberFormatException ex) {
			return OptionalLong.empty();
		}
	}

	private static boolean running(OptionalLong pid) {
		return pid.isPresent() && ProcessHandle.of(pid.getAsLong()).filter(ProcessHandle::isAlive).isPresent()
				&& !isZombie(pid.getAsLong());
	}

	// In a container whose first process reaps nobody a daemon that ended stays listed.
	private static boolean isZombie(long pid) {
		try {
			String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
			return stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static String logTail(Path directory) {
		try {
			List<String> lines = Files.readAllLines(directory.resolve(LOG), StandardCharsets.UTF_8);
			return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
		}
		catch (IOException ex) {
			return "(no log: " + ex + ")";
		}
	}

	private static boolean await(Duration within, BooleanSupplier condition) {
		long deadline = System.nanoTime() + within.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > deadline) {
				return false;
			}
			try {
				TimeUnit.MILLISECONDS.sleep(10);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return false;
			}
		}
		return true;
	}

}
