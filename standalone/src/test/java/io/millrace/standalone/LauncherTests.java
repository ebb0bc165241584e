package io.millrace.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

@DisabledOnOs(OS.WINDOWS)
class LauncherTests {

	private static final Path LAUNCHER = Path.of("..", "millrace").toAbsolutePath().normalize();

	@Test
	void helpSaysEveryDefaultAsItIs() throws Exception {
		StandaloneProperties defaults = CommandLine.parse().standalone();
		assertThat(run(Map.of(), "--help")).contains("--demo")
			.contains("--millrace.standalone.data-dir=./" + defaults.dataDir())
			.contains("--millrace.standalone.kafka.port=" + defaults.kafka().port())
			.contains("--millrace.standalone.redis.port=" + defaults.redis().port())
			.contains("--millrace.standalone.ingest.port=" + defaults.ingest().port())
			.contains("--millrace.standalone.notification.port=" + defaults.notification().port())
			.contains("--millrace.standalone.dashboard.port=" + defaults.dashboard().port())
			.contains("--millrace.standalone.inference.port=" + defaults.inference().port());
	}

	@Test
	void helpNeedsNoJdk() throws Exception {
		assertThat(run(Map.of("JAVA_HOME", "/nowhere"), "-h")).contains("JAVA_HOME");
	}

	private static String run(Map<String, String> environment, String argument)
			throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder(List.of("sh", LAUNCHER.toString(), argument))
			.redirectErrorStream(true);
		builder.environment().putAll(environment);
		Process process = builder.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

}
