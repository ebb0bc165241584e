package io.millrace.inference.model.openai;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * When a server wants to be asked again: {@code Retry-After} in seconds or as a date (RFC
 * 9110), or {@code retry-after-ms}, which OpenAI's own clients look at first. An hour at
 * most: nobody should have to wait for a server whose clock is wrong.
 */
final class RetryAfter {

	private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

	private static final Duration MAX = Duration.ofHours(1);

	private RetryAfter() {
	}

	static @Nullable Duration of(HttpHeaders headers, Instant now) {
		Duration said = said(headers, now);
		return (said != null && said.compareTo(MAX) > 0) ? MAX : said;
	}

	private static @Nullable Duration said(HttpHeaders headers, Instant now) {
		String millis = headers.firstValue("retry-after-ms").orElse("").strip();
		if (NUMBER.matcher(millis).matches()) {
			return Duration.ofMillis(Long.parseLong(millis));
		}
		String value = headers.firstValue("Retry-After").orElse("").strip();
		if (NUMBER.matcher(value).matches()) {
			return Duration.ofSeconds(Long.parseLong(value));
		}
		try {
			Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
			return at.isAfter(now) ? Duration.between(now, at) : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

}
