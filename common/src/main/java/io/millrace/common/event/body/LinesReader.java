package io.millrace.common.event.body;

import io.millrace.common.event.JsonText;
import io.millrace.common.event.InvalidEventException;
import io.millrace.common.event.Utf8;
import lombok.RequiredArgsConstructor;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/**
 * Reads a body with one event a line. Each line has a parser of its own: a line that is
 * broken ends where it ends.
 */
@RequiredArgsConstructor
final class LinesReader {

	private final byte[] body;

	private final EventCollector events;

	void read(int start) throws InvalidBodyException {
		int line = 0;
		int from = start;
		while (from < this.body.length) {
			line++;
			int to = endOfLine(from);
			if (!EventBodyReader.isBlank(this.body, from, to)) {
				this.events.add(readLine(from, to, line));
			}
			from = to + 1;
		}
	}

	private int endOfLine(int from) {
		int to = from;
		while (to < this.body.length && this.body[to] != '\n') {
			to++;
		}
		return to;
	}

	private ReadEvent readLine(int from, int to, int line) {
		int invalid = Utf8.firstInvalid(this.body, from, to);
		if (invalid >= 0) {
			return invalid("malformed_utf8", line, "byte " + (invalid - from) + " of the line is not valid UTF-8");
		}
		try (JsonParser parser = JsonText.open(this.body, from, to)) {
			parser.nextToken();
			ReadEvent event = this.events.judge(parser, from, line);
			return (parser.nextToken() == null) ? event
					: invalid("malformed_json", line, "more than one value stands on the line");
		}
		catch (JacksonException ex) {
			return invalid("malformed_json", line, JsonText.describe(ex));
		}
	}

	private static ReadEvent invalid(String code, int line, String detail) {
		return new ReadEvent.Invalid(null, new InvalidEventException(code, "Line " + line + ": " + detail), line);
	}

}
