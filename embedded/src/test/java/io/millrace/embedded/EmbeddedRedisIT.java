package io.millrace.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class EmbeddedRedisIT {

	@TempDir
	Path dataDir;

	@Test
	void keepsDataOverRestartWithAppendOnly() throws IOException {
		int port;
		try (EmbeddedRedis redis = EmbeddedRedis.start(this.dataDir, 0, true)) {
			port = redis.port();
			assertThat(call(port, "SET greeting hello")).isEqualTo("+OK");
		}
		assertThat(Ports.isFree(port)).isTrue();
		try (EmbeddedRedis redis = EmbeddedRedis.start(this.dataDir, port, true)) {
			assertThat(call(redis.port(), "GET greeting")).isEqualTo("hello\r\n");
		}
	}

	@Test
	void evictsNothingAndListensOnLoopbackOnly() throws IOException {
		try (EmbeddedRedis redis = EmbeddedRedis.start(this.dataDir, 0, false)) {
			assertThat(call(redis.port(), "INFO memory")).contains("maxmemory_policy:noeviction");
			assertThat(call(redis.port(), "CONFIG SET save \"\"")).isEqualTo("+OK");
		}
	}

	@Test
	void comesBackOnTheSamePortAfterAKill() {
		EmbeddedRedis killed = EmbeddedRedis.start(this.dataDir, 0, true);
		ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
		await().until(() -> Ports.isFree(killed.port()));
		killed.close();
		try (EmbeddedRedis redis = EmbeddedRedis.start(this.dataDir, killed.port(), true)) {
			assertThat(redis.pid()).isNotEqualTo(killed.pid());
		}
	}

	@Test
	void namesTheDirectoryOrPortThatIsTaken() {
		try (EmbeddedRedis redis = EmbeddedRedis.start(this.dataDir, 0, false)) {
			assertThatExceptionOfType(DirectoryInUseException.class)
				.isThrownBy(() -> EmbeddedRedis.start(this.dataDir, 0, false))
				.withMessageContaining(this.dataDir.toString());
			assertThatExceptionOfType(PortInUseException.class)
				.isThrownBy(() -> EmbeddedRedis.start(this.dataDir.resolve("other"), redis.port(), false));
		}
	}

	@Test
	void goesWithAKilledJvm() throws Exception {
		Process jvm = jvm();
		int port = port(jvm);
		assertThat(call(port, "PING")).isEqualTo("+PONG");
		jvm.destroyForcibly().waitFor();
		await().atMost(Duration.ofSeconds(10)).until(() -> Ports.isFree(port));
	}

	@Test
	void takesOverADirectoryInWhichAServerWasLeftBehind() throws Exception {
		Process jvm = jvm();
		int port = port(jvm);
		assertThat(call(port, "SET greeting hello")).isEqualTo("+OK");
		List<ProcessHandle> guards = jvm.children().toList();
		assertThat(guards).isNotEmpty();
		guards.forEach(ProcessHandle::destroyForcibly);
		jvm.destroyForcibly().waitFor();
		assertThat(call(port, "PING")).isEqualTo("+PONG");
		try (EmbeddedRedis redis = EmbeddedRedis.start(this.dataDir, port, true)) {
			assertThat(call(redis.port(), "GET greeting")).isEqualTo("hello\r\n");
		}
	}

	private Process jvm() throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), Starter.class.getName(), this.dataDir.toString())
			.redirectErrorStream(true)
			.start();
	}

	private static int port(Process jvm) {
		return new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8)).lines()
			.filter((line) -> line.startsWith("port="))
			.mapToInt((line) -> Integer.parseInt(line.substring("port=".length())))
			.findFirst()
			.orElseThrow();
	}

	private static String call(int port, String command) throws IOException {
		try (RespConnection connection = RespConnection.open(port, Duration.ofSeconds(5))) {
			return connection.call(command);
		}
	}

	static final class Starter {

		private Starter() {
		}

		static void main(String[] args) throws InterruptedException {
			EmbeddedRedis redis = EmbeddedRedis.start(Path.of(args[0]), 0, true);
			System.out.println("port=" + redis.port());
			Thread.currentThread().join();
		}

	}

}
