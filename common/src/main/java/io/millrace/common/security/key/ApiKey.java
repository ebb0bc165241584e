package io.millrace.common.security.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * What is known of a key; the key itself is not.
 *
 * @param name whose key it is, e.g. {@code shop}. Several keys may have one name, so that
 * a new one works before the old one is gone
 * @param hash SHA-256 of the key's characters, 64 hex digits
 * @param scopes what it may be used for, at least one
 * @param expires from when on it is refused, never if null
 * @param requestsPerSecond how often it may be used on one node, 0 for no limit; null for
 * the default
 * @param bytesPerSecond how many bytes it may send to one node, 0 for no limit; null for
 * the default
 */
public record ApiKey(String name, String hash, Set<Scope> scopes, @Nullable Instant expires,
		@Nullable Long requestsPerSecond, @Nullable DataSize bytesPerSecond) {

	/** What every key begins with, so that a leaked one can be searched for. */
	public static final String PREFIX = "mlr_";

	private static final List<String> OPTIONS = List.of("expires", "requests-per-second", "bytes-per-second");

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

	private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

	public ApiKey {
		// What is wrong is not repeated: it could be a key that was put in the wrong
		// place.
		require(name != null && NAME.matcher(name).matches(),
				"A key's name has 1 to 64 letters, digits, '.', '_' or '-'");
		require(hash != null, "The key '" + name + "' has no hash");
		hash = hash.toLowerCase(Locale.ROOT);
		require(HASH.matcher(hash).matches(),
				"The hash of the key '" + name + "' must be 64 hex digits: printf %s \"$key\" | sha256sum");
		require(scopes != null && !scopes.isEmpty(), "The key '" + name + "' has no scopes");
		scopes = Set.copyOf(scopes);
		require((requestsPerSecond == null || requestsPerSecond >= 0)
				&& (bytesPerSecond == null || !bytesPerSecond.isNegative()),
				"The limits of the key '" + name + "' must not be negative");
	}

	/**
	 * Reads a line of a keys file: name, hash, scopes separated by commas, and what there
	 * is of {@code expires=}, {@code requests-per-second=} and {@code bytes-per-second=}.
	 * @throws IllegalArgumentException if it is something else
	 * @throws java.time.DateTimeException if the time is none
	 */
	static ApiKey parse(String line) {
		List<String> words = List.of(line.strip().split("\\s+"));
		require(words.size() >= 3, "It has fewer than three words");
		Set<Scope> scopes = new TreeSet<>();
		for (String scope : words.get(2).split(",", -1)) {
			scopes.add(Scope.of(scope));
		}
		Map<String, String> options = options(words.subList(3, words.size()));
		String expires = options.get("expires");
		String requests = options.get("requests-per-second");
		String bytes = options.get("bytes-per-second");
		return new ApiKey(words.get(0), words.get(1), scopes, (expires != null) ? Instant.parse(expires) : null,
				(requests != null) ? Long.valueOf(requests) : null, (bytes != null) ? DataSize.parse(bytes) : null);
	}

	private static Map<String, String> options(List<String> words) {
		Map<String, String> options = new HashMap<>();
		for (String word : words) {
			String[] option = word.split("=", 2);
			require(option.length == 2 && OPTIONS.contains(option[0]) && options.put(option[0], option[1]) == null,
					"After the scopes may follow, each once: " + String.join(", ", OPTIONS));
		}
		return options;
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

	/**
	 * Plain SHA-256: a key has 256 random bits, which no dictionary holds and nobody can
	 * try out. A hash that is slow on purpose would only slow down every request.
	 */
	static String hash(String key) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(hash);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java has SHA-256", ex);
		}
	}

	/** Compares in a time that doesn't depend on how much is equal. */
	boolean hasHash(String other) {
		return MessageDigest.isEqual(this.hash.getBytes(StandardCharsets.US_ASCII),
				other.getBytes(StandardCharsets.US_ASCII));
	}

	public boolean isExpired(Instant now) {
		return this.expires != null && !now.isBefore(this.expires);
	}

}
