package io.millrace.common.security.key;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.CredentialsExpiredException;
import org.springframework.security.core.AuthenticationException;

/**
 * All keys that are valid now: those of the configuration and those of the file, which
 * may change while the service runs. Thread-safe.
 */
public final class ApiKeys {

	private static final int LONGEST = 256;

	private final List<ApiKey> configured;

	private final @Nullable KeysFile file;

	private final Clock clock;

	/**
	 * @throws IllegalArgumentException if the file can't be read or has a fault
	 */
	public ApiKeys(List<ApiKey> configured, @Nullable Path file, Clock clock) {
		this.configured = List.copyOf(configured);
		this.file = (file != null) ? new KeysFile(file, clock) : null;
		this.clock = clock;
	}

	/** Whether there is no key at all, and nothing from which one could come. */
	public boolean isEmpty() {
		return this.configured.isEmpty() && (this.file == null || this.file.keys().isEmpty());
	}

	/**
	 * What is known of the key that somebody presents.
	 * @throws AuthenticationException if it isn't known or has expired
	 */
	public ApiKey require(String presented) {
		if (presented.length() > LONGEST) {
			throw new BadCredentialsException("The key is not known");
		}
		ApiKey key = find(ApiKey.hash(presented))
			.orElseThrow(() -> new BadCredentialsException("The key is not known"));
		if (key.isExpired(this.clock.instant())) {
			throw new CredentialsExpiredException("The key has expired");
		}
		return key;
	}

	/**
	 * The key with a hash, if it is valid now.
	 */
	public Optional<ApiKey> valid(String hash) {
		return find(hash).filter((key) -> !key.isExpired(this.clock.instant()));
	}

	/** All are compared: how long it takes tells nothing but how many there are. */
	private Optional<ApiKey> find(String hash) {
		ApiKey found = null;
		for (ApiKey key : this.configured) {
			found = key.hasHash(hash) ? key : found;
		}
		if (this.file != null) {
			for (ApiKey key : this.file.keys()) {
				found = key.hasHash(hash) ? key : found;
			}
		}
		return Optional.ofNullable(found);
	}

}
