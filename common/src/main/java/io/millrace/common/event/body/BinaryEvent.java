package io.millrace.common.event.body;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.millrace.common.event.JsonText;
import io.millrace.common.event.Utf8;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An event in CloudEvents' binary mode over HTTP (HTTP binding 1.0.2, 3.1): attributes in
 * {@code ce-} headers, the data as the body. Becomes the same event in structured mode.
 * Not thread-safe.
 */
public final class BinaryEvent {

	private static final String PREFIX = "ce-";

	/** Its presence is what tells this mode. */
	public static final String VERSION_HEADER = PREFIX + "specversion";

	private static final Pattern NAME = Pattern.compile("[a-z0-9]+");

	private static final JsonFactory JSON = new JsonFactory();

	private final Map<String, String> attributes = new TreeMap<>();

	/** Whether a header is about an attribute of the event. */
	public static boolean isAttribute(String header) {
		return header.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
	}

	/**
	 * Takes an attribute from its header, whose value may be quoted and percent-encoded.
	 * @throws InvalidBodyException if that is no header of an event
	 */
	public void attribute(String header, String value) throws InvalidBodyException {
		String name = header.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
		if (!NAME.matcher(name).matches() || name.equals("data") || name.equals("datacontenttype")) {
			throw InvalidBodyException.malformed("'" + PREFIX + name + "' can't be an attribute: their names have "
					+ "lower-case letters and digits, data is the body and its type the Content-Type");
		}
		if (this.attributes.put(name, decode(PREFIX + name, unquote(value.strip()))) != null) {
			throw InvalidBodyException.malformed("The header " + PREFIX + name + " stands twice");
		}
	}

	/** A quoted-string of RFC 9110. */
	private static String unquote(String value) {
		boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
		return quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
	}

	private static String decode(String header, String value) throws InvalidBodyException {
		ByteArrayOutputStream utf8 = new ByteArrayOutputStream(value.length());
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c > '~') {
				throw InvalidBodyException
					.malformed(header + " has characters beyond ASCII; percent-encode their UTF-8");
			}
			if (c == '%' && i + 2 < value.length() && HexFormat.isHexDigit(value.charAt(i + 1))
					&& HexFormat.isHexDigit(value.charAt(i + 2))) {
				utf8.write(HexFormat.fromHexDigits(value, i + 1, i + 3));
				i += 2;
			}
			else {
				utf8.write(c);
			}
		}
		byte[] bytes = utf8.toByteArray();
		if (Utf8.firstInvalid(bytes, 0, bytes.length) >= 0) {
			throw InvalidBodyException.malformed("What is percent-encoded in " + header + " is not UTF-8");
		}
		return new String(bytes, StandardCharsets.UTF_8);
	}

	/**
	 * The event as structured JSON. Data that is JSON stands in it as it came; other data
	 * in Base64.
	 * @param contentType the body's media type; JSON is assumed where none is given
	 * @throws InvalidBodyException if the data isn't the JSON that it is said to be
	 */
	public byte[] structured(@Nullable String contentType, byte[] data) throws InvalidBodyException {
		ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + 512);
		try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
			json.writeStartObject();
			this.attributes.forEach(json::writeStringProperty);
			if (contentType != null) {
				json.writeStringProperty("datacontenttype", contentType);
			}
			if (data.length > 0 && !isJson(contentType)) {
				json.writeName("data_base64");
				json.writeBinary(data);
			}
			else if (data.length > 0) {
				requireJson(data);
				json.writeName("data");
				json.writeRawValue(new String(data, StandardCharsets.UTF_8));
			}
			json.writeEndObject();
		}
		return out.toByteArray();
	}

	private static boolean isJson(@Nullable String contentType) {
		if (contentType == null) {
			return true;
		}
		String type = contentType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
		return type.endsWith("/json") || type.endsWith("+json");
	}

	/** Exactly one value: whatever followed it would get among the attributes. */
	private static void requireJson(byte[] data) throws InvalidBodyException {
		int invalid = Utf8.firstInvalid(data, 0, data.length);
		if (invalid >= 0) {
			throw InvalidBodyException.malformed("Byte " + invalid + " of the body is not valid UTF-8");
		}
		try (JsonParser parser = JsonText.open(data, 0, data.length)) {
			if (parser.nextToken() == null) {
				throw InvalidBodyException.malformed("The body is blank, which is not JSON");
			}
			parser.skipChildren();
			if (parser.nextToken() != null) {
				throw InvalidBodyException.malformed("Something follows the end of the JSON");
			}
		}
		catch (JacksonException ex) {
			throw InvalidBodyException.malformed(JsonText.describe(ex) + JsonText.place(ex));
		}
	}

}
