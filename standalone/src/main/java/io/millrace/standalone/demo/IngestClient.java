package io.millrace.standalone.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

import tools.jackson.databind.json.JsonMapper;

/**
 * Sends events to the ingest service as any client would.
 */
final class IngestClient implements AutoCloseable {

	private final JsonMapper mapper = JsonMapper.shared();

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final URI uri;

	IngestClient(int port) {
		this.uri = URI.create("http://127.0.0.1:" + port + "/v1/events");
	}

	/**
	 * Sends a batch and returns when all of it is accepted.
	 * @throws IOException if it isn't; sending it again is harmless
	 */
	void send(List<ShopEvent> events) throws IOException, InterruptedException {
		byte[] body = this.mapper.writeValueAsBytes(events.stream().map(ShopEvent::asCloudEvent).toList());
		HttpRequest request = HttpRequest.newBuilder(this.uri)
			.header("Content-Type", "application/cloudevents-batch+json")
			.header("Prefer", "return=minimal")
			.timeout(Duration.ofSeconds(15))
			.POST(BodyPublishers.ofByteArray(body))
			.build();
		HttpResponse<String> response = this.http.send(request, BodyHandlers.ofString());
		if (response.statusCode() != 202) {
			throw new IOException("answered " + response.statusCode());
		}
	}

	@Override
	public void close() {
		this.http.shutdownNow();
	}

}
