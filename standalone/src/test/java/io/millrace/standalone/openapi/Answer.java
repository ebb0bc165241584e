package io.millrace.standalone.openapi;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer; of a stream its beginning.
 *
 * @param status the HTTP status
 * @param headers the headers
 * @param body the body
 */
record Answer(int status, HttpHeaders headers, String body) {

	/**
	 * Reads an answer to its end, or a stream until so many events have come.
	 */
	static Answer read(HttpResponse<InputStream> response, int events) throws IOException {
		try (InputStream in = response.body()) {
			boolean stream = response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
			String body = stream ? beginning(in, events) : new String(in.readAllBytes(), StandardCharsets.UTF_8);
			return new Answer(response.statusCode(), response.headers(), body);
		}
	}

	private static String beginning(InputStream in, int events) throws IOException {
		BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
		StringBuilder beginning = new StringBuilder();
		int seen = 0;
		String line;
		while (seen < events && (line = lines.readLine()) != null) {
			beginning.append(line).append('\n');
			seen += line.startsWith("data:") ? 1 : 0;
		}
		return beginning.toString();
	}

	String header(String name) {
		return this.headers.firstValue(name).orElse("");
	}

	JsonNode json() {
		return JsonMapper.shared().readTree(this.body);
	}

	/** How a problem's type ends, empty if it is none. */
	String problem() {
		boolean problem = header("Content-Type").startsWith("application/problem+json");
		String type = problem ? json().get("type").asString() : "";
		return type.substring(type.lastIndexOf('/') + 1);
	}

	/**
	 * A server-sent event.
	 *
	 * @param name its name
	 * @param data its data
	 */
	record Event(String name, String data) {
	}

	List<Event> events() {
		List<Event> events = new ArrayList<>();
		String name = "";
		for (String line : this.body.lines().toList()) {
			if (line.startsWith("event:")) {
				name = line.substring("event:".length());
			}
			else if (line.startsWith("data:")) {
				events.add(new Event(name, line.substring("data:".length())));
			}
		}
		return events;
	}

}
