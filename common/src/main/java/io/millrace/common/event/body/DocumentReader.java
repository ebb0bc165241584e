package io.millrace.common.event.body;

import io.millrace.common.event.JsonText;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads a body that is one JSON document.
 */
@RequiredArgsConstructor
final class DocumentReader {

	private final byte[] body;

	private final int start;

	private final BodyFormat format;

	private final EventCollector events;

	void read() throws InvalidBodyException {
		try (JsonParser parser = JsonText.open(this.body, this.start, this.body.length)) {
			readDocument(parser);
		}
		catch (JacksonException ex) {
			throw InvalidBodyException.malformed(JsonText.describe(ex) + JsonText.place(ex));
		}
	}

	private void readDocument(JsonParser parser) throws InvalidBodyException {
		JsonToken token = parser.nextToken();
		if (token == JsonToken.START_OBJECT && this.format.allowsOne()) {
			add(parser);
		}
		else if (token == JsonToken.START_ARRAY && this.format.allowsArray()) {
			while (parser.nextToken() != JsonToken.END_ARRAY) {
				add(parser);
			}
		}
		else {
			throw InvalidBodyException.malformed(expected() + ", not " + found(token));
		}
		if (parser.nextToken() != null) {
			throw InvalidBodyException.malformed("Something follows the end of the JSON" + (this.format.allowsOne()
					? "; several events are an array, or lines of application/x-ndjson" : ""));
		}
	}

	private void add(JsonParser parser) throws InvalidBodyException {
		this.events.add(this.events.judge(parser, this.start, 0));
	}

	private String expected() {
		return switch (this.format) {
			case CLOUDEVENT -> "application/cloudevents+json is one event, a JSON object";
			case CLOUDEVENT_BATCH -> "application/cloudevents-batch+json is an array of events";
			default -> "The body is one event, a JSON object, or an array of events";
		};
	}

	private static String found(@Nullable JsonToken token) {
		return (token != null) ? JsonText.describe(token) : "nothing";
	}

}
