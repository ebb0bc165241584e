package io.millrace.sink.fence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.springframework.core.io.ClassPathResource;

/**
 * A Lua script and the digest by which Redis knows it.
 *
 * @param name for messages
 * @param source the Lua text
 * @param sha1 its digest in hexadecimal
 */
public record Script(String name, byte[] source, String sha1) {

	/**
	 * Reads one script from one or several files, put one behind the other.
	 * @throws UncheckedIOException if a file isn't there
	 */
	public static Script of(ClassPathResource... parts) {
		StringBuilder text = new StringBuilder();
		for (ClassPathResource part : parts) {
			text.append(read(part)).append('\n');
		}
		byte[] source = text.toString().getBytes(StandardCharsets.UTF_8);
		return new Script(String.valueOf(parts[0].getFilename()), source, sha1(source));
	}

	private static String read(ClassPathResource part) {
		try {
			return part.getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("script " + part.getPath() + " can't be read", ex);
		}
	}

	private static String sha1(byte[] source) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java has SHA-1", ex);
		}
	}

}
