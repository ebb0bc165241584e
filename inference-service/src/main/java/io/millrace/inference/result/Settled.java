package io.millrace.inference.result;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The news that nobody works on an id any more.
 *
 * @param failure why there is no result; null if there is one
 */
public record Settled(ResultId id, @Nullable Failure failure) {

	private static final String SEPARATOR = "\n";

	private static final String UNKNOWN = "-";

	String encode() {
		Failure why = this.failure;
		if (why == null) {
			return this.id.text();
		}
		String retryAfter = (why.retryAfter() != null) ? Long.toString(why.retryAfter().toMillis()) : UNKNOWN;
		return String.join(SEPARATOR, this.id.text(), why.code(), retryAfter, why.detail());
	}

	/**
	 * @throws IllegalArgumentException if it isn't one
	 */
	static Settled decode(String message) {
		String[] parts = message.split(SEPARATOR, 4);
		ResultId id = ResultId.parse(parts[0]).orElseThrow(() -> new IllegalArgumentException("no id"));
		if (parts.length == 1) {
			return new Settled(id, null);
		}
		if (parts.length < 4) {
			throw new IllegalArgumentException("cut off");
		}
		Duration retryAfter = parts[2].equals(UNKNOWN) ? null : Duration.ofMillis(Long.parseLong(parts[2]));
		return new Settled(id, new Failure(parts[1], parts[3], retryAfter));
	}

}
