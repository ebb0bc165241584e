package io.millrace.standalone.compose;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The metrics that Grafana's dashboard and Prometheus' alerts speak of, and those that
 * services have.
 */
final class WatchedMetrics {

	private static final Pattern NAME = Pattern.compile("\\b(?:millrace|http|jvm|process)_[a-z_]+");

	private WatchedMetrics() {
	}

	/** Those that are watched and that no service has. */
	static Set<String> unknown(List<String> managementAddresses) throws IOException, InterruptedException {
		Set<String> names = new TreeSet<>();
		for (String file : List.of("grafana/dashboards/millrace.json", "alerts.yml")) {
			names.addAll(NAME.matcher(Files.readString(Path.of("..", "observability", file)))
				.results()
				.map((match) -> match.group())
				.collect(Collectors.toSet()));
		}
		try (HttpClient http = HttpClient.newHttpClient()) {
			for (String address : managementAddresses) {
				HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/actuator/prometheus")).build();
				http.send(request, HttpResponse.BodyHandlers.ofLines())
					.body()
					.map((line) -> line.split("[{ ]", 2)[0])
					.forEach(names::remove);
			}
		}
		return names;
	}

}
