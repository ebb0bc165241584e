package io.millrace.testsupport;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.github.dockerjava.api.exception.NotFoundException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.TestcontainersConfiguration;

/**
 * The images that containers start from. They are looked up before, because
 * Testcontainers tries for minutes to pull one that isn't there.
 */
final class Images {

	static final String KAFKA = "apache/kafka:4.2.2";

	private static final String REDIS = "redis:8.0";

	private Images() {
	}

	/**
	 * Says what stands against containers here; empty if nothing does.
	 */
	static Optional<String> obstacle() {
		if (!DockerClientFactory.instance().isDockerAvailable()) {
			return Optional.of("Docker does not answer");
		}
		if (!isPresent(KAFKA)) {
			return Optional.of("there is no image " + KAFKA);
		}
		if (redis().isEmpty()) {
			return Optional.of("there is no image " + REDIS + " nor another redis:8 or redis:7");
		}
		if (!Boolean.parseBoolean(System.getenv("TESTCONTAINERS_RYUK_DISABLED")) && !isPresent(ryuk())) {
			return Optional.of("there is no image " + ryuk() + ", and TESTCONTAINERS_RYUK_DISABLED is not true");
		}
		return Optional.empty();
	}

	// Deprecated without another way to learn which one Testcontainers will start.
	@SuppressWarnings("deprecation")
	private static String ryuk() {
		return TestcontainersConfiguration.getInstance().getRyukImage();
	}

	/**
	 * Returns the Redis image to use: the one of our choice, else any of 8 or 7.
	 */
	static Optional<String> redis() {
		if (isPresent(REDIS)) {
			return Optional.of(REDIS);
		}
		return tags().stream().filter((tag) -> tag.startsWith("redis:8") || tag.startsWith("redis:7")).findFirst();
	}

	private static List<String> tags() {
		return DockerClientFactory.lazyClient()
			.listImagesCmd()
			.exec()
			.stream()
			.flatMap((image) -> (image.getRepoTags() != null) ? Arrays.stream(image.getRepoTags()) : Stream.empty())
			.sorted()
			.toList();
	}

	private static boolean isPresent(String image) {
		try {
			DockerClientFactory.lazyClient().inspectImageCmd(image).exec();
			return true;
		}
		catch (NotFoundException ex) {
			return false;
		}
	}

}
