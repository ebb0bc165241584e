package io.millrace.standalone.promise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A stream of server-sent events, read as the WHATWG's standard has it. To be closed from
 * any thread.
 */
final class EventStream implements AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	private static final HttpClient HTTP = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.executor(Executors.newVirtualThreadPerTaskExecutor())
		.build();

	private final InputStream body;

	private final BufferedReader lines;

	private @Nullable String lastEventId;

	/**
	 * An event as it was dispatched.
	 *
	 * @param lastEventId what a client says when it comes again
	 */
	record Event(String name, JsonNode data, @Nullable String lastEventId) {
	}

	EventStream(URI uri, @Nullable String lastEventId) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
		if (lastEventId != null) {
			request.header("Last-Event-ID", lastEventId);
		}
		this.lastEventId = lastEventId;
		HttpResponse<InputStream> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
		this.body = response.body();
		this.lines = new BufferedReader(new InputStreamReader(this.body, StandardCharsets.UTF_8), 1_024);
		if (response.statusCode() != 200) {
			this.body.close();
			throw new IOException("The stream was refused with " + response.statusCode());
		}
	}

	/** Waits for the next event; null when there will be none. */
	@Nullable Event next() throws IOException {
		String name = "message";
		String data = null;
		String line;
		while ((line = this.lines.readLine()) != null) {
			if (line.isEmpty() && data != null) {
				return new Event(name, JSON.readTree(data), this.lastEventId);
			}
			if (line.startsWith("event:")) {
				name = line.substring(6).strip();
			}
			else if (line.startsWith("data:")) {
				data = ((data != null) ? data + "\n" : "") + line.substring(5);
			}
			else if (line.startsWith("id:")) {
				this.lastEventId = line.substring(3).strip();
			}
		}
		return null;
	}

	@Override
	public void close() throws IOException {
		this.body.close();
	}

}
