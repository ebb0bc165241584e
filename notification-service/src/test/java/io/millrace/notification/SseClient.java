package io.millrace.notification;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of a stream of server-sent events, as the WHATWG's standard has it.
 */
final class SseClient implements AutoCloseable {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	final List<Event> events = new CopyOnWriteArrayList<>();

	private final InputStream body;

	private volatile @Nullable String lastEventId;

	/** An event as it was dispatched. */
	record Event(String name, String data, @Nullable String lastEventId) {

		JsonNode json() {
			return JsonMapper.shared().readTree(this.data);
		}

	}

	SseClient(String uri, @Nullable String lastEventId) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri)).header("Accept", "text/event-stream");
		if (lastEventId != null) {
			request.header("Last-Event-ID", lastEventId);
		}
		this.lastEventId = lastEventId;
		try {
			HttpResponse<InputStream> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
			if (response.statusCode() != 200) {
				throw new IllegalStateException("The stream was refused with " + response.statusCode());
			}
			this.body = response.body();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		Thread.ofVirtual().start(this::read);
	}

	@Nullable String lastEventId() {
		return this.lastEventId;
	}

	private void read() {
		try (BufferedReader lines = new BufferedReader(new InputStreamReader(this.body, StandardCharsets.UTF_8))) {
			String name = "message";
			List<String> data = new ArrayList<>();
			String line;
			while ((line = lines.readLine()) != null) {
				if (line.isEmpty()) {
					if (!data.isEmpty()) {
						this.events.add(new Event(name, String.join("\n", data), this.lastEventId));
					}
					name = "message";
					data.clear();
				}
				else if (line.startsWith("event:")) {
					name = line.substring(6).strip();
				}
				else if (line.startsWith("data:")) {
					data.add(line.substring(5));
				}
				else if (line.startsWith("id:")) {
					this.lastEventId = line.substring(3).strip();
				}
			}
		}
		catch (IOException ex) {
			// It was closed.
		}
	}

	@Override
	public void close() {
		try {
			this.body.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
