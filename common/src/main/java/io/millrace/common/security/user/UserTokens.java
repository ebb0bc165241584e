package io.millrace.common.security.user;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import javax.crypto.spec.SecretKeySpec;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.RestTemplate;

/**
 * Verifies the tokens of end users. A token must be signed, end some time, and name its
 * user in {@code sub}; issuer and audience are checked where they are configured. Clocks
 * may differ by a minute. Thread-safe.
 */
@Slf4j
public final class UserTokens {

	private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private static final int LONGEST_USER = 255;

	private final JwtDecoder decoder;

	/**
	 * @param properties what is configured; see {@link JwtProperties#isConfigured()}
	 */
	public UserTokens(JwtProperties properties, Clock clock) {
		NimbusJwtDecoder nimbus = (properties.jwksUri() != null) ? withPublishedKeys(properties.jwksUri().toString())
				: withSecret(properties.secret());
		nimbus.setJwtValidator(validator(properties, clock));
		this.decoder = nimbus;
	}

	private static NimbusJwtDecoder withSecret(String secret) {
		return NimbusJwtDecoder.withSecretKey(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"))
			.macAlgorithm(MacAlgorithm.HS256)
			.validateType(false)
			.build();
	}

	/** Nothing is fetched before the first token comes. */
	private static NimbusJwtDecoder withPublishedKeys(String uri) {
		SimpleClientHttpRequestFactory requests = new SimpleClientHttpRequestFactory();
		requests.setConnectTimeout(PATIENCE);
		requests.setReadTimeout(PATIENCE);
		return NimbusJwtDecoder.withJwkSetUri(uri)
			.jwsAlgorithms((algorithms) -> algorithms
				.addAll(Set.of(SignatureAlgorithm.RS256, SignatureAlgorithm.PS256, SignatureAlgorithm.ES256)))
			.restOperations(new RestTemplate(requests))
			.validateType(false)
			.build();
	}

	private static OAuth2TokenValidator<Jwt> validator(JwtProperties properties, Clock clock) {
		JwtTimestampValidator times = new JwtTimestampValidator(CLOCK_SKEW);
		times.setClock(clock);
		// RFC 9068 gives access tokens a type of their own.
		JwtTypeValidator types = new JwtTypeValidator("JWT", "at+jwt");
		types.setAllowEmpty(true);
		List<OAuth2TokenValidator<Jwt>> all = new ArrayList<>(
				List.of(types, times, check("The token has no 'exp'", (token) -> token.getExpiresAt() != null),
						check("The token's 'sub' can't be a user's id", (token) -> isUser(token.getSubject()))));
		if (!properties.issuer().isEmpty()) {
			all.add(check("The token is of another issuer",
					(token) -> properties.issuer().equals(token.getClaimAsString("iss"))));
		}
		if (!properties.audience().isEmpty()) {
			all.add(check("The token is for another audience",
					(token) -> Objects.requireNonNullElse(token.getAudience(), List.of())
						.contains(properties.audience())));
		}
		return new DelegatingOAuth2TokenValidator<>(all);
	}

	private static OAuth2TokenValidator<Jwt> check(String fault, Predicate<Jwt> rule) {
		OAuth2TokenValidatorResult failure = OAuth2TokenValidatorResult
			.failure(new OAuth2Error("invalid_token", fault, null));
		return (token) -> rule.test(token) ? OAuth2TokenValidatorResult.success() : failure;
	}

	private static boolean isUser(@Nullable String subject) {
		return subject != null && !subject.isEmpty() && subject.codePointCount(0, subject.length()) <= LONGEST_USER
				&& subject.chars().noneMatch(Character::isISOControl);
	}

	/**
	 * The user whose token this is, and how long it will be taken.
	 * @throws AuthenticationException if the token is not valid
	 * @throws ProblemException 503 if that can't be told, as the issuer's keys can't be
	 * fetched
	 */
	public UserToken verify(String token) {
		try {
			Jwt verified = this.decoder.decode(token);
			return new UserToken(Objects.requireNonNull(verified.getSubject()),
					Objects.requireNonNull(verified.getExpiresAt()).plus(CLOCK_SKEW));
		}
		catch (JwtValidationException ex) {
			throw new BadCredentialsException(ex.getErrors().iterator().next().getDescription(), ex);
		}
		catch (BadJwtException ex) {
			throw new BadCredentialsException("The token can't be verified", ex);
		}
		catch (JwtException ex) {
			log.warn("No token can be verified: {}", ex.getMessage());
			throw new ProblemException(Problem.UNAVAILABLE, "The issuer's keys can't be fetched");
		}
	}

}
