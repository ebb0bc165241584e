package io.millrace.common.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;

/**
 * A place in a list that survives changes of the list: a position within an epoch. Opaque
 * to callers.
 *
 * @param epoch which life of the list the position belongs to
 * @param position the position, not negative
 */
public record Cursor(String epoch, long position) {

	private static final int MAX_LENGTH = 1_024;

	public Cursor {
		if (epoch.isEmpty() || position < 0) {
			throw new IllegalArgumentException("A cursor has an epoch and a position that is not negative");
		}
	}

	/**
	 * Letters, digits, {@code -} and {@code _} only: it can stand in a query as it is.
	 */
	public String encode() {
		String text = this.position + ":" + this.epoch;
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * @throws ProblemException 400 {@code invalid-cursor} if {@link #encode} can't have
	 * made it
	 */
	public static Cursor decode(String encoded) {
		try {
			if (encoded.length() > MAX_LENGTH) {
				throw new IllegalArgumentException("Too long");
			}
			String text = utf8(Base64.getUrlDecoder().decode(encoded));
			int colon = text.indexOf(':');
			Cursor cursor = new Cursor(text.substring(colon + 1), Long.parseLong(text, 0, Math.max(colon, 0), 10));
			if (!cursor.encode().equals(encoded)) {
				throw new IllegalArgumentException("Not canonical");
			}
			return cursor;
		}
		catch (IllegalArgumentException ex) {
			throw new ProblemException(Problem.INVALID_CURSOR,
					"Pass a cursor exactly as an answer of this service gave it");
		}
	}

	private static String utf8(byte[] bytes) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
		catch (CharacterCodingException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

}
