package io.millrace.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The metrics that alerts and dashboards, and the README, tell people to watch.
 */
final class WatchedMetrics {

	private static final Pattern NAME = Pattern.compile("\\b(?:millrace|http|jvm|process)_[a-z_]+");

	private WatchedMetrics() {
	}

	/** By name, as Prometheus knows them. */
	static Set<String> names() throws IOException {
		Path root = Path.of("..");
		Set<String> names = new TreeSet<>();
		try (Stream<Path> files = Files.walk(root.resolve("observability"))) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				names.addAll(namesIn(file));
			}
		}
		names.addAll(namesIn(root.resolve("README.md")));
		return names;
	}

	private static List<String> namesIn(Path file) throws IOException {
		return NAME.matcher(Files.readString(file)).results().map(MatchResult::group).toList();
	}

}
