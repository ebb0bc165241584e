package io.millrace.inference.request;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What requests may ask for, and how long they wait.
 *
 * @param deadline how long a request waits for what is computed, from 1s to 10m. Default
 * 10s. Too low and callers come back for what is nearly there, too high and they hang on
 * a model that is away
 * @param maxWait the longest {@code wait} of {@code GET /v1/inferences/{id}}, from 0 to
 * 10m. Default 30s
 * @param maxItems how many inputs one request may have, from 1 to 10,000. Default 256
 * @param maxText the longest input in bytes of UTF-8, of a text or of JSON. Default 32KB.
 * More takes a model long, and holds up the requests behind it
 * @param maxBody the longest body of a request. Default 2MB
 */
@ConfigurationProperties("millrace.inference.request")
public record RequestProperties(@DefaultValue("10s") Duration deadline, @DefaultValue("30s") Duration maxWait,
		@DefaultValue("256") int maxItems, @DefaultValue("32KB") DataSize maxText,
		@DefaultValue("2MB") DataSize maxBody) {

	private static final String PREFIX = "millrace.inference.request.";

	public RequestProperties {
		require(deadline.toMillis() >= 1_000 && deadline.toMinutes() <= 10,
				"deadline must be from 1s to 10m, not " + deadline);
		require(!maxWait.isNegative() && maxWait.toMinutes() <= 10, "max-wait must be from 0 to 10m, not " + maxWait);
		require(maxItems >= 1 && maxItems <= 10_000, "max-items must be from 1 to 10000, not " + maxItems);
		require(maxText.toBytes() >= 1 && maxText.toBytes() <= maxBody.toBytes(),
				"max-text must be from 1B to max-body, not " + maxText);
		require(maxBody.toMegabytes() <= 64, "max-body must be at most 64MB, not " + maxBody);
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(PREFIX + message);
		}
	}

}
