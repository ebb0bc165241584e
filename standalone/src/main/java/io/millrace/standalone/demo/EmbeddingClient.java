package io.millrace.standalone.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the inference service for vectors as any client would.
 */
final class EmbeddingClient implements AutoCloseable {

	private static final String MODEL = "all-minilm-l6-v2";

	private final JsonMapper mapper = JsonMapper.shared();

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final URI uri;

	EmbeddingClient(int port) {
		this.uri = URI.create("http://127.0.0.1:" + port + "/v1/embeddings");
	}

	/**
	 * Has a text made a vector.
	 * @throws IOException if it isn't
	 */
	void embed(String text) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(this.uri)
			.header("Content-Type", "application/json")
			.timeout(Duration.ofSeconds(15))
			.POST(BodyPublishers.ofByteArray(this.mapper.writeValueAsBytes(Map.of("model", MODEL, "input", text))))
			.build();
		HttpResponse<Void> response = this.http.send(request, BodyHandlers.discarding());
		if (response.statusCode() != 200) {
			throw new IOException("answered " + response.statusCode());
		}
	}

	@Override
	public void close() {
		this.http.shutdownNow();
	}

}
