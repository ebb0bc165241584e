package io.millrace.notification.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

import io.millrace.notification.channel.Outcome;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint's answer means: 2xx that it has it; 408, 425, 429 and 5xx that it may
 * take it later; everything else that it never will.
 */
final class Answer {

	private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

	private Answer() {
	}

	static Outcome of(HttpResponse response, Instant now) {
		int status = response.getCode();
		if (status >= 200 && status < 300) {
			return Outcome.delivered();
		}
		if (status == 408 || status == 425 || status == 429 || status >= 500) {
			return Outcome.failed("answered " + status, retryAfter(response.getFirstHeader("Retry-After"), now));
		}
		return Outcome.refused("answered " + status
				+ ((status >= 300 && status < 400) ? ": redirects are not followed, give the endpoint's own url" : ""));
	}

	private static @Nullable Duration retryAfter(@Nullable Header header, Instant now) {
		if (header == null) {
			return null;
		}
		String value = header.getValue().strip();
		if (SECONDS.matcher(value).matches()) {
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
