package io.millrace.common.security;

import java.util.Optional;
import java.util.Set;

import io.millrace.common.security.key.ApiKey;
import io.millrace.common.security.key.Scope;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * Who calls: the holder of an API key, or an end user.
 *
 * @param name the key's name, or the user's id
 * @param scopes what the key may be used for, nothing for an end user
 * @param user the id of an end user, who may do what they like with what is their own;
 * null for keys
 */
public record Caller(String name, Set<Scope> scopes, @Nullable String user) implements AuthenticatedPrincipal {

	public Caller {
		scopes = Set.copyOf(scopes);
	}

	public static Caller withKey(ApiKey key) {
		return new Caller(key.name(), key.scopes(), null);
	}

	public static Caller endUser(String id) {
		return new Caller(id, Set.of(), id);
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
