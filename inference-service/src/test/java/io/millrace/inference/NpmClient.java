package io.millrace.inference;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * OpenAI's client from npm, in a folder of its own. Where there is no Node.js, or npm can
 * not be reached, the test is skipped.
 */
final class NpmClient {

	private static final String PACKAGE = "openai@6";

	private static final int INSTALL_SECONDS = 120;

	private static final int RUN_SECONDS = 120;

	private final Path folder;

	private NpmClient(Path folder) {
		this.folder = folder;
	}

	/** Installs it. */
	static NpmClient install(Path folder) throws IOException, InterruptedException {
		for (String program : List.of("node", "npm")) {
			Assumptions.assumeTrue(isOnPath(program), "there is no " + program + " on the PATH");
		}
		NpmClient client = new NpmClient(folder);
		Files.writeString(folder.resolve("package.json"), "{\"private\":true}");
		Path output = folder.resolve("install.log");
		int exit = client.run(output, INSTALL_SECONDS, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts",
				PACKAGE);
		Assumptions.assumeTrue(exit == 0, () -> PACKAGE + " can't be had from npm: " + read(output));
		return client;
	}

	private static boolean isOnPath(String program) {
		return Arrays.stream(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, program)));
	}

	/** Runs a script of the test resources and returns the JSON that it prints. */
	JsonNode run(String script, String argument) throws IOException, InterruptedException {
		try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/openai/" + script))) {
			Files.write(this.folder.resolve(script), in.readAllBytes());
		}
		Path output = this.folder.resolve("output.json");
		int exit = run(output, RUN_SECONDS, "node", script, argument);
		if (exit != 0) {
			throw new AssertionError(script + " has ended with " + exit + ": " + read(output));
		}
		return JsonMapper.shared().readTree(read(output));
	}

	/** The exit code, or -1 if it takes too long. */
	private int run(Path output, int seconds, String... command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(new ArrayList<>(List.of(command))).directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		if (process.waitFor(seconds, TimeUnit.SECONDS)) {
			return process.exitValue();
		}
		process.destroyForcibly();
		return -1;
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

}
