package io.millrace.notification;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Somebody's endpoint: a real HTTP server that remembers what it was sent and answers as
 * it is told.
 */
final class WebhookReceiver implements AutoCloseable {

	private final HttpServer server;

	private final List<Received> received = new CopyOnWriteArrayList<>();

	private volatile Function<Received, Answer> answers = (request) -> new Answer(204, Map.of());

	/** A request as it came. */
	record Received(Map<String, List<String>> headers, String body) {

		String header(String name) {
			return HttpHeaders.of(this.headers, (key, value) -> true).firstValue(name).orElse("");
		}

		String id() {
			return header("webhook-id");
		}

		JsonNode data() {
			return JsonMapper.shared().readTree(this.body).get("data");
		}

		String title() {
			return data().get("title").asString();
		}

	}

	/** What to answer. */
	record Answer(int status, Map<String, String> headers) {
	}

	WebhookReceiver() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			Received request = new Received(Map.copyOf(exchange.getRequestHeaders()),
					new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
			this.received.add(request);
			Answer answer = this.answers.apply(request);
			answer.headers().forEach(exchange.getResponseHeaders()::set);
			exchange.sendResponseHeaders(answer.status(), -1);
		}
	}

	void answer(Function<Received, Answer> how) {
		this.answers = how;
	}

	void answer(int status) {
		this.answers = (request) -> new Answer(status, Map.of());
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	String url() {
		return "http://127.0.0.1:" + port() + "/hook?a=b";
	}

	/** All requests about a user, in their order. */
	List<Received> about(String user) {
		return this.received.stream().filter((request) -> request.data().get("user").asString().equals(user)).toList();
	}

	List<String> titles(String user) {
		return about(user).stream().map(Received::title).toList();
	}

	int count() {
		return this.received.size();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
