package io.millrace.common.security;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import io.millrace.common.security.key.ApiKey;
import io.millrace.common.security.key.Scope;
import io.millrace.common.security.user.UserToken;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * Who calls: the holder of an API key, or an end user.
 *
 * @param name the key's name, or the user's id
 * @param key the key, null for end users
 * @param user the id of an end user, who may do what they like with what is their own;
 * null for keys
 * @param until when the end user's token will be taken no longer; null for keys
 */
public record Caller(String name, @Nullable ApiKey key, @Nullable String user,
		@Nullable Instant until) implements AuthenticatedPrincipal {

	public static Caller withKey(ApiKey key) {
		return new Caller(key.name(), key, null, null);
	}

	public static Caller endUser(UserToken token) {
		return new Caller(token.user(), null, token.user(), token.until());
	}

	/** What the key may be used for, nothing for an end user. */
	public Set<Scope> scopes() {
		return (this.key != null) ? this.key.scopes() : Set.of();
	}

	/**
	 * Who makes this request; empty if that isn't asked for, as with
	 * {@code millrace.security.mode=none}, or not known.
	 */
	public static Optional<Caller> of(HttpServletRequest request) {
		return (request.getUserPrincipal() instanceof Authentication authentication
				&& authentication.getPrincipal() instanceof Caller caller) ? Optional.of(caller) : Optional.empty();
	}

	@Override
	public String getName() {
		return this.name;
	}

}
