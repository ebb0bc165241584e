package io.millrace.inference.result;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

import io.millrace.inference.model.Answer;

/**
 * Results as bytes: a head of 25 bytes and the answer as it is. Head: kind (1), created
 * and expires (ms since 1970, 8 each), compute time (µs, 4), tokens (4); highest byte
 * first.
 */
final class ResultCodec {

	private static final int HEAD = 25;

	private static final byte VECTOR = 1;

	private static final byte DOCUMENT = 2;

	private static final byte REFUSED = 3;

	private ResultCodec() {
	}

	static byte[] encode(Result result) {
		return switch (result.answer()) {
			case Answer.Vector vector -> encode(result, VECTOR, vector.tokens(), vector.bytes());
			case Answer.Document document -> encode(result, DOCUMENT, document.tokens(), document.json());
			case Answer.Refused refused -> encode(result, REFUSED, 0,
					(refused.code() + '\n' + refused.message()).getBytes(StandardCharsets.UTF_8));
		};
	}

	private static byte[] encode(Result result, byte kind, int tokens, byte[] answer) {
		return ByteBuffer.allocate(HEAD + answer.length)
			.put(kind)
			.putLong(result.createdAt().toEpochMilli())
			.putLong(result.expiresAt().toEpochMilli())
			.putInt((int) Math.min(Integer.MAX_VALUE, result.computeTime().toNanos() / 1_000))
			.putInt(tokens)
			.put(answer)
			.array();
	}

	/**
	 * @throws IllegalStateException if it is nothing that was encoded here
	 */
	static Result decode(byte[] stored) {
		try {
			ByteBuffer buffer = ByteBuffer.wrap(stored);
			byte kind = buffer.get();
			Instant createdAt = Instant.ofEpochMilli(buffer.getLong());
			Instant expiresAt = Instant.ofEpochMilli(buffer.getLong());
			Duration computeTime = Duration.ofNanos(1_000L * buffer.getInt());
			int tokens = buffer.getInt();
			byte[] answer = new byte[buffer.remaining()];
			buffer.get(answer);
			return new Result(answer(kind, tokens, answer), createdAt, expiresAt, computeTime);
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalStateException("A result in Redis is cut off", ex);
		}
	}

	private static Answer answer(byte kind, int tokens, byte[] bytes) {
		return switch (kind) {
			case VECTOR -> new Answer.Vector(bytes, tokens);
			case DOCUMENT -> new Answer.Document(bytes, tokens);
			case REFUSED -> {
				String text = new String(bytes, StandardCharsets.UTF_8);
				int end = text.indexOf('\n');
				yield new Answer.Refused(text.substring(0, end), text.substring(end + 1));
			}
			default -> throw new IllegalStateException("There is no kind " + kind
					+ " of results; is another release, or " + "another application, using the same keys?");
		};
	}

}
