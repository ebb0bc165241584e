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

	/** Finding an algorithm takes as long as hashing an identity. */
	private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Identity::sha256);

	/**
	 * Hashes the three fields. The strings must be valid UTF-16, as those of an
	 * {@link Event} are.
	 */
	public static Identity of(String source, String id, String subject) {
		byte[][] fields = { source.getBytes(StandardCharsets.UTF_8), id.getBytes(StandardCharsets.UTF_8),
				subject.getBytes(StandardCharsets.UTF_8) };
		int length = 0;
		for (byte[] field : fields) {
			length += Integer.BYTES + field.length;
		}
		ByteBuffer hashed = ByteBuffer.allocate(length);
		for (byte[] field : fields) {
			hashed.putInt(field.length).put(field);
		}
		ByteBuffer hash = ByteBuffer.wrap(SHA_256.get().digest(hashed.array()));
		return new Identity(hash.getLong(), hash.getLong());
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
