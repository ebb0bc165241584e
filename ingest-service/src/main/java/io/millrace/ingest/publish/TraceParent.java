package io.millrace.ingest.publish;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The W3C trace context of a request (Trace Context, 3.2), which its events carry on.
 *
 * @param value the header's value
 */
public record TraceParent(String value) {

	/**
	 * Later versions may add fields behind a dash; all zeros and version ff are invalid.
	 */
	private static final Pattern VALID = Pattern
		.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-[ -~]{0,200})?");

	/**
	 * The caller's, or a new trace if it sent none or none that is valid.
	 */
	public static TraceParent of(@Nullable String header) {
		if (header != null && VALID.matcher(header).matches()) {
			return new TraceParent(header);
		}
		ThreadLocalRandom random = ThreadLocalRandom.current();
		HexFormat hex = HexFormat.of();
		// A one among the random bits: neither id may be zero.
		return new TraceParent("00-" + hex.toHexDigits(random.nextLong() | 1) + hex.toHexDigits(random.nextLong()) + "-"
				+ hex.toHexDigits(random.nextLong() | 1) + "-01");
	}

	/** The header's value as a record carries it. */
	public byte[] bytes() {
		return this.value.getBytes(StandardCharsets.US_ASCII);
	}

}
