package io.millrace.standalone.access;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.millrace.dashboard.DashboardApplication;
import io.millrace.ingest.IngestApplication;
import io.millrace.notification.NotificationApplication;
import io.millrace.testsupport.Backends;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The three services, with keys.
 */
final class Services implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(30);

	private final HttpClient http = HttpClient.newHttpClient();

	private final Backends backends = Backends.start();

	private final Map<String, ConfigurableApplicationContext> contexts = new TreeMap<>();

	Services(String... properties) {
		start("ingest", IngestApplication.application(), properties);
		start("notification", NotificationApplication.application(), properties);
		start("dashboard", DashboardApplication.application(), properties);
	}

	private void start(String name, SpringApplicationBuilder application, String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--management.server.port=0",
				"--management.endpoints.web.exposure.include=health,info,metrics,prometheus"));
		arguments.addAll(this.backends.arguments());
		arguments.addAll(List.of(properties));
		this.contexts.put(name, application.run(arguments.toArray(String[]::new)));
	}

	/** Those that a row of the table is about. */
	List<String> of(AccessTable.Row row) {
		return this.contexts.containsKey(row.service()) ? List.of(row.service()) : List.copyOf(this.contexts.keySet());
	}

	ConfigurableApplicationContext context(String service) {
		return Objects.requireNonNull(this.contexts.get(service));
	}

	int port(String service, AccessTable.Row row) {
		String property = row.service().equals("management port") ? "local.management.port" : "local.server.port";
		return Integer.parseInt(Objects.requireNonNull(context(service).getEnvironment().getProperty(property)));
	}

	/**
	 * The answer's head, and its body only if it is an error: a stream would never end.
	 */
	Answer send(String service, AccessTable.Row row, String query, String... headers)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + port(service, row) + row.example() + query))
			.timeout(PATIENCE)
			.method(row.method(), HttpRequest.BodyPublishers.noBody());
		if (headers.length > 0) {
			request.headers(headers);
		}
		HttpResponse<InputStream> response = this.http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
		try (InputStream body = response.body()) {
			String text = (response.statusCode() >= 400) ? new String(body.readAllBytes(), StandardCharsets.UTF_8) : "";
			return new Answer(response.statusCode(), text,
					response.headers().firstValue("WWW-Authenticate").orElse(""));
		}
	}

	record Answer(int status, String body, String challenge) {
	}

	/** Sends bytes as they are and returns the answer's first line. */
	String raw(String service, AccessTable.Row row, String header) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", port(service, row)); InputStream in = socket.getInputStream()) {
			socket.setSoTimeout((int) PATIENCE.toMillis());
			socket.getOutputStream()
				.write((row.method() + " " + row.example() + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
						+ "Content-Length: 0\r\n" + header + "\r\n\r\n")
					.getBytes(StandardCharsets.UTF_8));
			return new String(in.readNBytes("HTTP/1.1 400".length()), StandardCharsets.UTF_8);
		}
	}

	@Override
	public void close() {
		this.contexts.values().forEach(ConfigurableApplicationContext::close);
		this.backends.close();
	}

}
