package io.millrace.inference.request;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;

import io.millrace.inference.result.Result;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants of the cache (Cache-Control, RFC 9111, 5.2.1).
 *
 * @param noStore nothing of it is kept for others, nor taken from what is kept
 * @param noCache it is computed anew; others may have it
 * @param onlyIfCached nothing is computed
 * @param maxAge what is older is computed anew; null if any age will do
 */
public record CachePolicy(boolean noStore, boolean noCache, boolean onlyIfCached, @Nullable Duration maxAge) {

	public static final CachePolicy ANY = new CachePolicy(false, false, false, null);

	private static final long LONGEST_SECONDS = Integer.MAX_VALUE;

	/**
	 * Reads the header's lines. What it doesn't know it ignores, as caches must.
	 */
	public static CachePolicy of(Collection<String> lines) {
		boolean noStore = false;
		boolean noCache = false;
		boolean onlyIfCached = false;
		Duration maxAge = null;
		for (String directive : String.join(",", lines).toLowerCase(Locale.ROOT).split(",")) {
			String trimmed = directive.strip();
			switch (trimmed) {
				case "no-store" -> noStore = true;
				case "no-cache" -> noCache = true;
				case "only-if-cached" -> onlyIfCached = true;
				default -> maxAge = trimmed.startsWith("max-age=") ? seconds(trimmed.substring(8)) : maxAge;
			}
		}
		return new CachePolicy(noStore, noCache, onlyIfCached, maxAge);
	}

	/** One that can't be read is taken as 0, as RFC 9111 (4.2.1) has it for staleness. */
	private static Duration seconds(String text) {
		return text.matches("\\d{1,18}") ? Duration.ofSeconds(Math.min(LONGEST_SECONDS, Long.parseLong(text)))
				: Duration.ZERO;
	}

	/** Whether it must be computed for this request alone. */
	public boolean wantsItsOwn() {
		return this.noStore || this.noCache;
	}

	/** Whether what is kept will do. */
	boolean accepts(Result result, Instant now) {
		return this.maxAge == null || !result.createdAt().plus(this.maxAge).isBefore(now);
	}

}
