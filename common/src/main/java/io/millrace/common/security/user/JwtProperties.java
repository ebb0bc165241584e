package io.millrace.common.security.user;

import java.net.URI;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the tokens of end users are verified: with the public keys at an address, or with a
 * secret that is shared with the issuer.
 *
 * @param jwksUri where the issuer publishes its keys (RFC 7517); tokens are signed with
 * RS256, PS256 or ES256 then. Default none
 * @param secret what the issuer and this service share, at least 32 bytes in UTF-8;
 * tokens are signed with HS256 then. Who knows it can be any user. Default none
 * @param issuer what {@code iss} must be. Default empty: not looked at; set it where the
 * issuer serves others too
 * @param audience what {@code aud} must contain. Default empty: not looked at; set it
 * where the issuer serves others too
 */
public record JwtProperties(@Nullable URI jwksUri, @DefaultValue("") String secret, @DefaultValue("") String issuer,
		@DefaultValue("") String audience) {

	private static final int SHORTEST_SECRET = 32;

	public JwtProperties {
		if (!secret.isEmpty() && secret.getBytes(StandardCharsets.UTF_8).length < SHORTEST_SECRET) {
			throw new IllegalArgumentException("millrace.security.jwt.secret must have at least " + SHORTEST_SECRET
					+ " bytes, e.g. of: openssl rand -hex 32");
		}
		if (jwksUri != null && !secret.isEmpty()) {
			throw new IllegalArgumentException(
					"Of millrace.security.jwt.jwks-uri and .secret only one can be what tokens are verified with");
		}
		if (jwksUri == null && secret.isEmpty() && !(issuer + audience).isEmpty()) {
			throw new IllegalArgumentException("millrace.security.jwt.issuer and .audience need .jwks-uri or .secret,"
					+ " with which tokens are verified");
		}
	}

	/** Whether there is something to verify tokens with. */
	public boolean isConfigured() {
		return this.jwksUri != null || !this.secret.isEmpty();
	}

	/** Without the secret. */
	@Override
	public String toString() {
		return "JwtProperties[jwksUri=" + this.jwksUri + ", issuer=" + this.issuer + ", audience=" + this.audience
				+ "]";
	}

}
