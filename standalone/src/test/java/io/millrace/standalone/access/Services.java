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
import java.util.List;

import io.millrace.standalone.ServiceContexts;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * The services, with keys.
 */
final class Services implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(30);

	private final HttpClient http = HttpClient.newHttpClient();

	private final ServiceContexts contexts;

	Services(String... properties) {
		this.contexts = new ServiceContexts(properties);
	}

	/** Those that a row of the table is about. */
	List<String> of(AccessTable.Row row) {
		return this.contexts.names().contains(row.service()) ? List.of(row.service()) : this.contexts.names();
	}

	List<String> names() {
		return this.contexts.names();
	}

	ConfigurableApplicationContext context(String service) {
		return this.contexts.context(service);
	}

	int port(String service, AccessTable.Row row) {
		return row.service().equals("management port") ? this.contexts.managementPort(service)
				: this.contexts.port(service);
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

	/** What anybody may read. */
	String read(String service, String path) throws IOException, InterruptedException {
		URI uri = URI.create("http://127.0.0.1:" + this.contexts.port(service) + path);
		return this.http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
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
		this.contexts.close();
	}

}
