package io.millrace.standalone.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.millrace.embedded.Ports;
import lombok.extern.slf4j.Slf4j;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The project's docker-compose.yml with fresh images, under a project name, ports and
 * volumes of its own.
 */
@Slf4j
final class Compose {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final Path LOGS = Path.of("target", "compose-logs");

	private static final Duration PATIENCE = Duration.ofMinutes(8);

	private static final String TAG = "under-test";

	private final String project = "millrace-it-" + ProcessHandle.current().pid();

	private final Map<String, String> environment = new TreeMap<>();

	Compose() {
		for (String port : List.of("INGEST", "INGEST_2", "NOTIFICATION", "NOTIFICATION_2", "DASHBOARD", "DASHBOARD_2",
				"INFERENCE", "INFERENCE_2", "INGEST_MANAGEMENT", "NOTIFICATION_MANAGEMENT", "DASHBOARD_MANAGEMENT",
				"INFERENCE_MANAGEMENT")) {
			this.environment.put(port + "_PORT", Integer.toString(Ports.free()));
		}
		this.environment.put("MILLRACE_TAG", TAG);
		this.environment.put("TAG", TAG);
	}

	/** What stands against it here; empty if nothing does. */
	static Optional<String> obstacle() {
		if (!"containers".equals(System.getProperty("millrace.backends"))) {
			return Optional.of("only with -Dmillrace.backends=containers");
		}
		try {
			Process process = new ProcessBuilder("docker", "compose", "version").redirectErrorStream(true).start();
			process.getInputStream().readAllBytes();
			return (process.waitFor() == 0) ? Optional.empty() : Optional.of("docker compose does not answer");
		}
		catch (IOException ex) {
			return Optional.of("there is no docker command");
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Makes the images of the jars that the build has left, and starts everything. */
	void up() throws Exception {
		run("build", List.of("sh", "docker/build", "--images-only"));
		compose("up", "--wait", "--wait-timeout", Long.toString(PATIENCE.toSeconds()));
	}

	/** SIGTERM and a new start; returns when the service says that it is ready. */
	void restart(String service) throws Exception {
		compose("restart", service);
		compose("up", "--wait", "--no-recreate", "--wait-timeout", Long.toString(PATIENCE.toSeconds()), service);
	}

	/** The addresses of a service's two nodes on this machine. */
	List<String> nodes(String service) {
		return List.of(address(service), address(service + "_2"));
	}

	private String address(String name) {
		return "http://127.0.0.1:" + this.environment.get(name + "_PORT");
	}

	private void compose(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of("docker", "compose", "-p", this.project));
		command.addAll(List.of(arguments));
		run(arguments[0], command);
	}

	private void run(String what, List<String> command) throws Exception {
		long start = System.nanoTime();
		Files.createDirectories(LOGS);
		Path output = LOGS.resolve(what + ".log");
		ProcessBuilder builder = new ProcessBuilder(command).directory(ROOT.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
		builder.environment().putAll(this.environment);
		Process process = builder.start();
		if (!process.waitFor(PATIENCE.toSeconds() + 30, TimeUnit.SECONDS)) {
			process.destroy();
		}
		assertThat(process.waitFor()).as("%s, see %s", String.join(" ", command), output).isZero();
		log.info("{} took {} s", String.join(" ", command), (System.nanoTime() - start) / 1_000_000_000);
	}

	/** Keeps what the containers said, and removes them and their data. */
	void down() throws Exception {
		compose("logs", "--no-color");
		compose("down", "--volumes", "--timeout", "5");
	}

}
