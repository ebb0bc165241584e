package io.millrace.deployment;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * The {@code kubectl} that renders: the system property {@code millrace.kubectl}, the
 * environment's {@code KUBECTL}, else the first on the path. It needs no cluster.
 */
final class Kubectl {

	private static final Logger log = LoggerFactory.getLogger(Kubectl.class);

	private static final String NONE = "No kubectl, so k8s/ is not rendered and its tests are skipped: put one on the PATH, "
			+ "or say where it is with -Dmillrace.kubectl=… or KUBECTL";

	private static final AtomicBoolean SAID = new AtomicBoolean();

	private Kubectl() {
	}

	/**
	 * Renders an overlay; where there is no kubectl, the test is skipped and says so.
	 */
	static String kustomize(Path directory) throws IOException, InterruptedException {
		Path kubectl = find().orElseGet(() -> {
			// Surefire counts what was skipped and keeps the reason to itself.
			if (SAID.compareAndSet(false, true)) {
				log.warn(NONE);
			}
			return abort(NONE);
		});
		Path errors = Files.createTempFile("kustomize", ".err");
		try {
			Process process = new ProcessBuilder(kubectl.toString(), "kustomize", directory.toString())
				.redirectError(errors.toFile())
				.start();
			String rendered = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor()).as("%s: %s", directory, Files.readString(errors)).isZero();
			return rendered;
		}
		finally {
			Files.delete(errors);
		}
	}

	private static Optional<Path> find() {
		return Stream.of(System.getProperty("millrace.kubectl"), System.getenv("KUBECTL"))
			.filter((said) -> said != null && !said.isBlank())
			.map(Path::of)
			.findFirst()
			.or(Kubectl::onThePath);
	}

	private static Optional<Path> onThePath() {
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.map((directory) -> Path.of(directory, "kubectl"))
			.filter(Files::isExecutable)
			.findFirst();
	}

}
