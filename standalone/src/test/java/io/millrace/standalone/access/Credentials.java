package io.millrace.standalone.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;

/**
 * Keys and tokens, good and bad.
 */
final class Credentials {

	static final String USER = "ann";

	/** In the order of the table's columns. */
	static final List<String> SCOPES = List.of("events:write", "dashboard:read", "users:act", "inference:run", "admin");

	private static final String SECRET = "a secret that both sides of the test know";

	private static final String AUDIENCE = "inbox";

	private Credentials() {
	}

	static String key(String scope) {
		return "mlr_" + scope.replace(':', '0').repeat(5);
	}

	private static String hash(String key) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
		}
		catch (java.security.NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** What the services are told. */
	static String[] properties() {
		List<String> properties = new ArrayList<>(
				List.of("--millrace.security.jwt.secret=" + SECRET, "--millrace.security.jwt.audience=" + AUDIENCE));
		for (String scope : SCOPES) {
			add(properties, scope.replace(':', '-'), key(scope), scope);
		}
		int last = add(properties, "former", key("expired"), String.join(",", SCOPES));
		properties.add("--millrace.security.keys[" + last + "].expires=2026-01-01T00:00:00Z");
		return properties.toArray(String[]::new);
	}

	private static int add(List<String> properties, String name, String key, String scopes) {
		int index = (int) properties.stream().filter((property) -> property.contains("].name=")).count();
		String prefix = "--millrace.security.keys[" + index + "].";
		properties.addAll(List.of(prefix + "name=" + name, prefix + "hash=" + hash(key), prefix + "scopes=" + scopes));
		return index;
	}

	/** A user's token that is valid. */
	static String token(String user) throws JOSEException {
		return token(user, AUDIENCE, Instant.now().plus(Duration.ofHours(1)), SECRET);
	}

	private static String token(String user, String audience, Instant expires, String secret) throws JOSEException {
		SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims(user, audience, expires));
		token.sign(new MACSigner(secret));
		return token.serialize();
	}

	private static JWTClaimsSet claims(String user, String audience, Instant expires) {
		return new JWTClaimsSet.Builder().subject(user).audience(audience).expirationTime(Date.from(expires)).build();
	}

	/** Headers that nobody may get in with, by what is wrong with them. */
	static Map<String, String[]> bad() throws JOSEException {
		Instant later = Instant.now().plus(Duration.ofHours(1));
		Map<String, String[]> bad = new LinkedHashMap<>();
		bad.put("unknown key", new String[] { "X-API-Key", "mlr_unknown" });
		bad.put("unknown bearer key", bearer("mlr_unknown"));
		bad.put("expired key", bearer(key("expired")));
		bad.put("a key's hash", bearer(hash(key("admin"))));
		bad.put("no key", new String[] { "X-API-Key", "" });
		bad.put("two keys", new String[] { "X-API-Key", key("admin"), "X-API-Key", key("users:act") });
		bad.put("two sorts", new String[] { "X-API-Key", key("admin"), "Authorization", "Bearer " + token(USER) });
		bad.put("other scheme", new String[] { "Authorization", "Basic " + key("admin") });
		bad.put("no scheme", new String[] { "Authorization", key("admin") });
		bad.put("expired token", bearer(token(USER, AUDIENCE, Instant.now().minus(Duration.ofHours(1)), SECRET)));
		bad.put("wrong audience", bearer(token(USER, "another", later, SECRET)));
		bad.put("forged token", bearer(token(USER, AUDIENCE, later, SECRET + "!")));
		bad.put("unsigned token", bearer(new PlainJWT(claims(USER, AUDIENCE, later)).serialize()));
		return bad;
	}

	static String[] bearer(String credential) {
		return new String[] { "Authorization", "Bearer " + credential };
	}

}
