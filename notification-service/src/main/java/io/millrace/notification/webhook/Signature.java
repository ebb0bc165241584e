package io.millrace.notification.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> has it:
 * HMAC-SHA-256 over the id, the time and the body, with dots in between. Thread-safe.
 */
final class Signature {

	private static final String PREFIX = "whsec_";

	private static final String ALGORITHM = "HmacSHA256";

	private final List<SecretKeySpec> keys;

	/**
	 * @param secrets one, or while they change, several that a receiver may know
	 */
	Signature(List<String> secrets) {
		this.keys = secrets.stream().map((secret) -> new SecretKeySpec(bytes(secret), ALGORITHM)).toList();
	}

	/**
	 * Whether a text is a secret.
	 */
	static boolean isSecret(String text) {
		try {
			int length = text.startsWith(PREFIX) ? bytes(text).length : 0;
			return length >= 24 && length <= 64;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static byte[] bytes(String secret) {
		return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
	}

	/**
	 * The header's value.
	 * @param timestamp seconds since 1970
	 */
	String of(String id, long timestamp, byte[] body) {
		byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
		return this.keys.stream().map((key) -> "v1," + sign(key, head, body)).collect(Collectors.joining(" "));
	}

	private static String sign(SecretKeySpec key, byte[] head, byte[] body) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(key);
			mac.update(head);
			return Base64.getEncoder().encodeToString(mac.doFinal(body));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("every Java has " + ALGORITHM, ex);
		}
	}

}
