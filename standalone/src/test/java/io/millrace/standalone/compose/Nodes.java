package io.millrace.standalone.compose;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import lombok.extern.slf4j.Slf4j;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A service's nodes as a client sees them that takes turns between them, and tries the
 * other one when one doesn't answer or says that it can't now. Thread-safe.
 */
@Slf4j
final class Nodes {

	private static final JsonMapper JSON = new JsonMapper();

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final List<String> addresses;

	private final AtomicInteger turn = new AtomicInteger();

	/** How many requests were tried again. */
	final AtomicInteger retries = new AtomicInteger();

	Nodes(List<String> addresses) {
		this.addresses = addresses;
	}

	/**
	 * @param retries how often it is tried again, at the next node each time
	 * @return the answer, which was 2xx
	 * @throws IOException if all tries have failed
	 */
	JsonNode send(String path, UnaryOperator<HttpRequest.Builder> request, int retries)
			throws IOException, InterruptedException {
		int first = this.turn.getAndIncrement();
		for (int attempt = 0;; attempt++) {
			try {
				return once(this.addresses.get(Math.floorMod(first + attempt, this.addresses.size())), path, request);
			}
			catch (IOException ex) {
				if (attempt == retries) {
					throw ex;
				}
				this.retries.incrementAndGet();
				log.debug("Tried again: {}", ex.toString());
			}
		}
	}

	JsonNode get(String path, int retries) throws IOException, InterruptedException {
		return send(path, HttpRequest.Builder::GET, retries);
	}

	private JsonNode once(String address, String path, UnaryOperator<HttpRequest.Builder> request)
			throws IOException, InterruptedException {
		HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(address + path))
			.timeout(Duration.ofSeconds(15));
		HttpResponse<String> answer = this.http.send(request.apply(builder).build(),
				HttpResponse.BodyHandlers.ofString());
		if (answer.statusCode() / 100 != 2) {
			throw new IOException(address + path + " answered " + answer.statusCode() + ": " + answer.body());
		}
		return JSON.readTree(answer.body());
	}

}
