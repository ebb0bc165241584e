package io.millrace.common.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The identity of an event: the first 128 bits of a SHA-256 over {@code source},
 * {@code id} and {@code subject}, each preceded by its length in UTF-8 bytes (4 bytes,
 * big-endian), so that {@code ("a", "bc")} and {@code ("ab", "c")} differ.
 *
 * @param high the first 8 bytes of the hash, big-endian
 * @param low the next 8 bytes
 */
public record Identity(long high, long low) {

	/**
	 * Hashes the three fields. The strings must be valid UTF-16, as those of an
	 * {@link Event} are.
	 */
	public static Identity of(String source, String id, String subject) {
		MessageDigest digest = sha256();
		update(digest, source);
		update(digest, id);
		update(digest, subject);
		ByteBuffer hash = ByteBuffer.wrap(digest.digest());
		return new Identity(hash.getLong(), hash.getLong());
	}

	private static void update(MessageDigest digest, String field) {
		byte[] utf8 = field.getBytes(StandardCharsets.UTF_8);
		digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, utf8.length));
		digest.update(utf8);
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
