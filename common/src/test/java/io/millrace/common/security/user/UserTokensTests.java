package io.millrace.common.security.user;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.function.Consumer;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.core.AuthenticationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class UserTokensTests {

	private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

	private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

	private static final String SECRET = "0123456789abcdef0123456789abcdef";

	private final UserTokens tokens = new UserTokens(new JwtProperties(null, SECRET, "https://id.example.com", "inbox"),
			CLOCK);

	private static JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
		JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().subject("ann")
			.issuer("https://id.example.com")
			.audience("inbox")
			.expirationTime(Date.from(NOW.plusSeconds(60)));
		change.accept(claims);
		return claims.build();
	}

	private static String signed(JWSHeader header, JWSSigner signer, Consumer<JWTClaimsSet.Builder> change)
			throws Exception {
		SignedJWT token = new SignedJWT(header, claims(change));
		token.sign(signer);
		return token.serialize();
	}

	private static String signed(Consumer<JWTClaimsSet.Builder> change) throws Exception {
		return signed(new JWSHeader(JWSAlgorithm.HS256), new MACSigner(SECRET), change);
	}

	private void assertRefused(String token, String reason) {
		assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> this.tokens.verify(token))
			.withMessageContaining(reason);
	}

	@Test
	void tellsTheUser() throws Exception {
		assertThat(this.tokens.verify(signed((claims) -> {
		})).user()).isEqualTo("ann");
		assertThat(this.tokens.verify(signed((claims) -> claims.subject("é/%\uD83D\uDE00"))).user())
			.isEqualTo("é/%\uD83D\uDE00");
		JWSHeader accessToken = new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType("at+jwt")).build();
		assertThat(this.tokens.verify(signed(accessToken, new MACSigner(SECRET), (claims) -> {
		})).user()).isEqualTo("ann");
	}

	@Test
	void tellsHowLongATokenWillBeTaken() throws Exception {
		UserToken token = this.tokens.verify(signed((claims) -> claims.expirationTime(Date.from(NOW.plusSeconds(10)))));
		assertThat(token.until()).isEqualTo(NOW.plusSeconds(70));
	}

	@Test
	void refusesWhatIsNotForHereOrNotForNow() throws Exception {
		assertRefused(signed((claims) -> claims.audience("another")), "another audience");
		assertRefused(signed((claims) -> claims.audience((String) null)), "another audience");
		assertRefused(signed((claims) -> claims.issuer("https://evil.example.com")), "another issuer");
		assertRefused(signed((claims) -> claims.issuer(null)), "another issuer");
		assertRefused(signed((claims) -> claims.expirationTime(Date.from(NOW.minusSeconds(61)))), "expired");
		assertRefused(signed((claims) -> claims.expirationTime(null)), "'exp'");
		assertRefused(signed((claims) -> claims.notBeforeTime(Date.from(NOW.plusSeconds(120)))), "before");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a\nb", "a\u0000b" })
	void refusesWhatCannotBeAUser(String subject) throws Exception {
		assertRefused(signed((claims) -> claims.subject(subject)), "'sub'");
	}

	@Test
	void refusesATokenWithoutOrWithTooLongAUser() throws Exception {
		assertRefused(signed((claims) -> claims.subject(null)), "'sub'");
		assertRefused(signed((claims) -> claims.subject("x".repeat(256))), "'sub'");
	}

	@Test
	void refusesWhatNobodyOrSomebodyElseSigned() throws Exception {
		assertRefused(new PlainJWT(claims((claims) -> {
		})).serialize(), "can't be verified");
		assertRefused(signed(new JWSHeader(JWSAlgorithm.HS256), new MACSigner(SECRET.replace('0', '1')), (claims) -> {
		}), "can't be verified");
		assertRefused(signed(new JWSHeader(JWSAlgorithm.HS384), new MACSigner(SECRET + SECRET), (claims) -> {
		}), "can't be verified");
		assertRefused("nonsense", "can't be verified");
		assertRefused("", "can't be verified");
	}

	@Test
	void verifiesWithPublishedKeysAndNotWithTheirTextAsASecret() throws Exception {
		ECKey key = new ECKeyGenerator(Curve.P_256).keyID("1").generate();
		String published = new JWKSet(key.toPublicJWK()).toString();
		try (Issuer issuer = new Issuer(published)) {
			UserTokens verifying = new UserTokens(new JwtProperties(issuer.uri(), "", "", ""), CLOCK);
			JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("1").build();
			assertThat(verifying.verify(signed(header, new ECDSASigner(key), (claims) -> {
			})).user()).isEqualTo("ann");
			ECKey stranger = new ECKeyGenerator(Curve.P_256).keyID("1").generate();
			String forged = signed(header, new ECDSASigner(stranger), (claims) -> {
			});
			assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> verifying.verify(forged));
			String confused = signed(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("1").build(),
					new MACSigner(key.toPublicJWK().toString().getBytes(StandardCharsets.UTF_8)), (claims) -> {
					});
			assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> verifying.verify(confused));
		}
	}

	@Test
	void saysThatTheIssuersKeysCannotBeFetched() throws Exception {
		ECKey key = new ECKeyGenerator(Curve.P_256).keyID("1").generate();
		String token = signed(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("1").build(), new ECDSASigner(key),
				(claims) -> {
				});
		UserTokens verifying;
		try (Issuer issuer = new Issuer("{}")) {
			verifying = new UserTokens(new JwtProperties(issuer.uri(), "", "", ""), CLOCK);
		}
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> verifying.verify(token))
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(Problem.UNAVAILABLE));
	}

	private static final class Issuer implements AutoCloseable {

		private final HttpServer server;

		Issuer(String keys) throws IOException {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			this.server.createContext("/keys", (exchange) -> {
				byte[] body = keys.getBytes(StandardCharsets.UTF_8);
				exchange.getResponseHeaders().set("Content-Type", "application/json");
				exchange.sendResponseHeaders(200, body.length);
				exchange.getResponseBody().write(body);
				exchange.close();
			});
			this.server.start();
		}

		URI uri() {
			return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + "/keys");
		}

		@Override
		public void close() {
			this.server.stop(0);
		}

	}

}
