package io.millrace.standalone.openapi;

import java.net.http.HttpHeaders;
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
