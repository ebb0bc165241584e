package io.millrace.ingest;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * The service as a process would run it, on random ports, and what a client of it needs.
 */
final class Service implements AutoCloseable {

	static final String JSON = "application/json";

	static final String LINES = "application/x-ndjson";

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private Service(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Without Redis, unless it is among the arguments.
	 */
	static Service start(String kafka, String... args) {
		boolean redis = Arrays.stream(args).anyMatch((arg) -> arg.startsWith("--spring.data.redis."));
		return new Service(IngestApplication.application()
			.run(Stream
				.concat(Stream.of("--server.port=0", "--millrace.security.mode=none",
						"--spring.kafka.bootstrap-servers=" + kafka,
						"--spring.data.redis." + (redis ? "database=0" : "port=1")), Arrays.stream(args))
				.toArray(String[]::new)));
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	private int port(String property) {
		return Integer.parseInt(Objects.requireNonNull(this.context.getEnvironment().getProperty(property)));
	}

	Socket connect() throws IOException {
		return new Socket("127.0.0.1", port("local.server.port"));
	}

	Answer post(String contentType, String body, String... headers) throws Exception {
		return post(contentType, HttpRequest.BodyPublishers.ofString(body), headers);
	}

	Answer post(String contentType, HttpRequest.BodyPublisher body, String... headers) throws Exception {
		HttpRequest.Builder request = request("local.server.port", "/v1/events").header("Content-Type", contentType)
			.POST(body);
		if (headers.length > 0) {
			request.headers(headers);
		}
		return send(request);
	}

	Answer get(String path) throws Exception {
		return send(request("local.server.port", path));
	}

	Answer manage(String path) throws Exception {
		return send(request("local.management.port", path));
	}

	HttpRequest.Builder request(String portProperty, String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(portProperty) + path));
	}

	Answer send(HttpRequest.Builder request) throws Exception {
		return new Answer(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
	}

	/**
	 * The value of a counter or gauge as Prometheus would read it, summed over its
	 * labels.
	 */
	double metric(String name) throws Exception {
		return manage("/actuator/prometheus").text()
			.lines()
			.filter((line) -> line.startsWith(name + "{") || line.startsWith(name + " "))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
			.sum();
	}

	@Override
	public void close() {
		this.context.close();
	}

	/** An answer, its body read as JSON if it is. */
	record Answer(HttpResponse<String> response, JsonNode json) {

		Answer(HttpResponse<String> response) {
			this(response, response.headers().firstValue("Content-Type").orElse("").contains("json")
					? JsonMapper.shared().readTree(response.body()) : MissingNode.getInstance());
		}

		int status() {
			return this.response.statusCode();
		}

		String text() {
			return this.response.body();
		}

		String header(String name) {
			return this.response.headers().firstValue(name).orElse("");
		}

		JsonNode result(int index) {
			return json().get("results").get(index);
		}

		String code(int index) {
			return result(index).path("error").path("code").asString();
		}

		String problem() {
			return json().path("type").asString().replace("https://millrace.dev/problems/", "");
		}

	}

}
