package io.millrace.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

	private final Pid pid;

	private RedisProcess(Process guard, Pid pid) {
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

	private static Pid awaitReady(Process guard, Path directory, int port) {
		Path pidFile = directory.resolve(PID_FILE);
		await(LISTENING_WITHIN, () -> Pid.read(pidFile).isPresent() || (!guard.isAlive() && guard.exitValue() != 0));
		Optional<Pid> pid = Pid.read(pidFile);
		pid.ifPresent((redis) -> await(LOADED_WITHIN, () -> !redis.isRunning() || answers(port, redis)));
		return pid.filter(Pid::isRunning)
			.orElseThrow(() -> new IllegalStateException(
					"redis-server did not start on port " + port + ":\n" + logTail(directory)));
	}

	private static boolean answers(int port, Pid pid) {
		try (RespConnection connection = RespConnection.open(port, CALL_TIMEOUT)) {
			return connection.call("PING").equals("+PONG")
					&& connection.call("INFO server").contains("process_id:" + pid + "\r\n");
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
		Pid.read(directory.resolve(PID_FILE)).filter(Pid::isRunning).filter(Pid::isRedis).ifPresent((pid) -> {
			log.warn("Stopping redis-server, pid {}, which an earlier run left behind in {}", pid, directory);
			pid.terminate();
			if (!await(LISTENING_WITHIN, () -> !pid.isRunning())) {
				throw new IllegalStateException(
						"redis-server, pid " + pid + ", still uses " + directory + "; please stop it");
			}
		});
	}

	long pid() {
		return this.pid.id();
	}

	void stop(int port, Duration within) {
		if (this.pid.isRunning()) {
			try (RespConnection connection = RespConnection.open(port, CALL_TIMEOUT)) {
				connection.send("SHUTDOWN");
				await(within, () -> !this.pid.isRunning());
			}
			catch (IOException ex) {
				log.warn("redis-server, pid {}, does not answer: {}", this.pid, ex.toString());
			}
		}
		if (this.pid.isRunning()) {
			log.warn("Killing redis-server, pid {}, which did not stop within {}", this.pid, within);
			this.pid.kill();
			await(within, () -> !this.pid.isRunning());
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
