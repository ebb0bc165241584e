package io.millrace.testsupport;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An event as a client would send it, complete, written by other code than reads it.
 *
 * @param source the CloudEvents source
 * @param id unique per source and subject
 * @param type a dotted name
 * @param subject the user
 * @param time when it happened
 * @param data strings and decimals by name
 */
public record TestEvent(String source, String id, String type, String subject, Instant time, Map<String, Object> data) {

	public TestEvent {
		data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
	}

	/**
	 * Joins events to a body of {@code application/x-ndjson}.
	 * @param events the events
	 * @return one line each
	 */
	public static String ndjson(List<TestEvent> events) {
		return events.stream().map((event) -> event.json() + "\n").collect(Collectors.joining());
	}

	/**
	 * Returns the structured CloudEvents form.
	 * @return JSON on one line
	 */
	public String json() {
		return "{\"specversion\":\"1.0\",\"id\":" + quoted(this.id) + ",\"source\":" + quoted(this.source)
				+ ",\"type\":" + quoted(this.type) + ",\"subject\":" + quoted(this.subject) + ",\"time\":"
				+ quoted(this.time.toString()) + ",\"datacontenttype\":\"application/json\",\"data\":{" + dataMembers()
				+ "}}";
	}

	private String dataMembers() {
		return this.data.entrySet()
			.stream()
			.map((member) -> quoted(member.getKey()) + ":" + value(member.getValue()))
			.collect(Collectors.joining(","));
	}

	private static String value(Object value) {
		return (value instanceof BigDecimal number) ? number.toPlainString() : quoted(value.toString());
	}

	private static String quoted(String text) {
		StringBuilder json = new StringBuilder("\"");
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			switch (c) {
				case '"', '\\' -> json.append('\\').append(c);
				case '\t' -> json.append("\\t");
				default -> {
					if (c < ' ') {
						json.append(String.format("\\u%04x", (int) c));
					}
					else {
						json.append(c);
					}
				}
			}
		}
		return json.append('"').toString();
	}

}
