package io.millrace.common.event.body;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;

import io.millrace.common.event.Attributes;
import io.millrace.common.event.Event;
import io.millrace.common.event.EventScanner;
import io.millrace.common.event.JsonText;
import io.millrace.common.event.InvalidEventException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Makes an event of one body complete: checks what the scanner found, and puts absent
 * attributes before the sender's own members. An event that lacks nothing keeps its
 * bytes. Not thread-safe.
 */
final class EventCompleter {

	private static final byte[] VERSION = utf8("\"specversion\":\"1.0\",");

	private static final Set<String> ATTRIBUTES = Set.of("specversion", "id", "source", "type", "subject", "time");

	private final BodyLimits limits;

	private final EventDefaults defaults;

	private final Instant latest;

	private final byte[] source;

	private final byte[] time;

	private @Nullable UuidV7 ids;

	EventCompleter(BodyLimits limits, EventDefaults defaults) {
		this.limits = limits;
		this.defaults = defaults;
		this.latest = defaults.now().plus(limits.maxAhead());
		// Neither holds a character that JSON would escape.
		this.source = utf8("\"source\":\"" + defaults.source() + "\",");
		this.time = utf8("\"time\":\"" + defaults.now() + "\",");
	}

	/**
	 * The event whose object the scanner has read from these bytes.
	 */
	Event complete(EventScanner scanned, byte[] body, int from, int to) throws InvalidEventException {
		InvalidEventException fault = scanned.fault();
		if (fault != null) {
			throw fault;
		}
		String type = Attributes.requireType(scanned.type());
		String subject = Attributes.requireSubject(scanned.subject());
		if (scanned.specversion() != null) {
			Attributes.requireVersion(scanned.specversion());
		}
		String id = (scanned.id() != null) ? Attributes.requireId(scanned.id()) : nextId();
		String source = (scanned.source() != null) ? Attributes.requireSource(scanned.source())
				: this.defaults.source();
		Instant time = (scanned.time() != null) ? requireTime(scanned.time()) : this.defaults.now();
		byte[] json = isComplete(scanned) ? Arrays.copyOfRange(body, from, to) : fill(scanned, id, body, from, to);
		requireSize(json.length);
		return new Event(id, source, type, subject, time, json);
	}

	void requireSize(int bytes) throws InvalidEventException {
		if (bytes > this.limits.maxEventBytes()) {
			throw new InvalidEventException("event_too_large",
					"The event has " + bytes + " bytes; the limit is " + this.limits.maxEventBytes());
		}
	}

	private Instant requireTime(String text) throws InvalidEventException {
		Instant time = Attributes.requireTime(text);
		if (time.isAfter(this.latest)) {
			throw new InvalidEventException("time_in_future", "'time' lies more than "
					+ this.limits.maxAhead().toSeconds() + " s after the server's time, " + this.defaults.now());
		}
		return time;
	}

	private String nextId() {
		if (this.defaults.id() != null) {
			return this.defaults.id();
		}
		if (this.ids == null) {
			this.ids = new UuidV7(this.defaults.now());
		}
		return this.ids.next().toString();
	}

	private static boolean isComplete(EventScanner scanned) {
		return scanned.specversion() != null && scanned.id() != null && scanned.source() != null
				&& scanned.time() != null;
	}

	private byte[] fill(EventScanner scanned, String id, byte[] body, int from, int to) {
		ByteArrayOutputStream json = new ByteArrayOutputStream(to - from + 192);
		json.write('{');
		if (scanned.specversion() == null) {
			json.writeBytes(VERSION);
		}
		if (scanned.id() == null) {
			json.writeBytes(utf8("\"id\":\"" + id + "\","));
		}
		if (scanned.source() == null) {
			json.writeBytes(this.source);
		}
		if (scanned.time() == null) {
			json.writeBytes(this.time);
		}
		if (scanned.hasNullAttribute()) {
			writeWithoutNulls(json, body, from, to);
		}
		else {
			json.write(body, from + 1, to - from - 1);
		}
		return json.toByteArray();
	}

	/** A second look at the text, for the few senders that write {@code "id":null}. */
	private static void writeWithoutNulls(ByteArrayOutputStream json, byte[] body, int from, int to) {
		boolean first = true;
		try (JsonParser parser = JsonText.open(body, from, to)) {
			parser.nextToken();
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				int start = from + (int) parser.currentTokenLocation().getByteOffset();
				boolean attribute = ATTRIBUTES.contains(parser.currentName());
				boolean unset = parser.nextToken() == JsonToken.VALUE_NULL && attribute;
				parser.skipChildren();
				parser.finishToken();
				if (!unset) {
					if (!first) {
						json.write(',');
					}
					json.write(body, start, from + (int) parser.currentLocation().getByteOffset() - start);
					first = false;
				}
			}
		}
		json.write('}');
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
