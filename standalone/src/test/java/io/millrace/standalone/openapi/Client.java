package io.millrace.standalone.openapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.millrace.standalone.ServiceContexts;
import org.jspecify.annotations.Nullable;

/**
 * Calls operations as they are described, and holds every answer against what is said of
 * it.
 */
final class Client {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final HttpClient http = HttpClient.newHttpClient();

	private final ServiceContexts services;

	private final Description description;

	private final AnswerCheck check;

	private final String key;

	Client(ServiceContexts services, Description description, AnswerCheck check, String key) {
		this.services = services;
		this.description = description;
		this.check = check;
		this.key = key;
	}

	/** A call with the examples of what stands in the path, and a key for everything. */
	Call call(String operationId) {
		return new Call(this.description.operation(operationId));
	}

	Call call(Operation operation) {
		return new Call(operation);
	}

	Map<String, Operation.Example> examples(String operationId) {
		return this.description.operation(operationId).examples();
	}

	/** A call, to be completed. */
	final class Call {

		private final Operation operation;

		private final Map<String, String> path = new TreeMap<>();

		private final Map<String, String> query = new TreeMap<>();

		private final List<String> headers = new ArrayList<>();

		private @Nullable String credential = Client.this.key;

		private String body = "";

		private int events = 1;

		private Call(Operation operation) {
			this.operation = operation;
			operation.parameters()
				.stream()
				.filter((parameter) -> parameter.in().equals("path"))
				.forEach((parameter) -> this.path.put(parameter.name(), parameter.example()));
		}

		Call path(String name, String value) {
			this.path.put(name, value);
			return this;
		}

		Call query(String name, String value) {
			this.query.put(name, value);
			return this;
		}

		/**
		 * All parameters in the query that are described, or those that must be there.
		 */
		Call queries(boolean all) {
			this.operation.parameters()
				.stream()
				.filter((parameter) -> parameter.in().equals("query")
						&& (all || parameter.isRequired() || parameter.name().equals("user")))
				.forEach((parameter) -> this.query.put(parameter.name(), parameter.example()));
			return this;
		}

		Call header(String name, String value) {
			this.headers.addAll(List.of(name, value));
			return this;
		}

		Call json(String text) {
			return body("application/json", text);
		}

		Call body(String contentType, String text) {
			this.body = text;
			return header("Content-Type", contentType);
		}

		Call example(String name) {
			Operation.Example example = Objects.requireNonNull(this.operation.examples().get(name), name);
			// The one example that time spoils: to be snoozed until.
			return body(example.contentType(), example.text()
				.replaceFirst("(\"until\":)\"[^\"]*\"", "$1\"" + Instant.now().plus(Duration.ofDays(1)) + "\""));
		}

		/** Of what can be sent, something. */
		Call anyExample() {
			return this.operation.hasBody() ? example(this.operation.examples().keySet().iterator().next()) : this;
		}

		Call key(@Nullable String other) {
			this.credential = other;
			return this;
		}

		/** How many events of a stream to wait for. */
		Call events(int count) {
			this.events = count;
			return this;
		}

		Answer send() {
			HttpRequest.Builder request = HttpRequest.newBuilder(uri())
				.timeout(PATIENCE)
				.method(this.operation.method().toUpperCase(Locale.ROOT), this.body.isEmpty()
						? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(this.body));
			if (this.credential != null) {
				request.header("Authorization", "Bearer " + this.credential);
			}
			if (!this.headers.isEmpty()) {
				request.headers(this.headers.toArray(String[]::new));
			}
			Answer answer = exchange(request.build(), this.events);
			Client.this.check.check(this.operation, answer);
			return answer;
		}

		private URI uri() {
			String target = this.operation.path();
			for (Map.Entry<String, String> variable : this.path.entrySet()) {
				target = target.replace("{" + variable.getKey() + "}", encoded(variable.getValue()));
			}
			StringBuilder uri = new StringBuilder("http://127.0.0.1:")
				.append(Client.this.services.port(this.operation.services().iterator().next()))
				.append(target);
			char separator = '?';
			for (Map.Entry<String, String> parameter : this.query.entrySet()) {
				uri.append(separator).append(parameter.getKey()).append('=').append(encoded(parameter.getValue()));
				separator = '&';
			}
			return URI.create(uri.toString());
		}

		private static String encoded(String text) {
			return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
		}

	}

	private Answer exchange(HttpRequest request, int events) {
		try {
			return Answer.read(this.http.send(request, HttpResponse.BodyHandlers.ofInputStream()), events);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
