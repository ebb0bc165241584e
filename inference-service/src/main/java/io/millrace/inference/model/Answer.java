package io.millrace.inference.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a model answers: the same one each time, or near enough that one may stand for the
 * other.
 */
public sealed interface Answer {

	/**
	 * A vector.
	 *
	 * @param bytes 32-bit floats, lowest byte first; shared, not to be changed
	 * @param tokens how many tokens were read
	 */
	record Vector(byte[] bytes, int tokens) implements Answer {

		public static Vector of(float[] values, int tokens) {
			ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
			buffer.asFloatBuffer().put(values);
			return new Vector(buffer.array(), tokens);
		}

		public float[] values() {
			float[] values = new float[this.bytes.length / Float.BYTES];
			ByteBuffer.wrap(this.bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
			return values;
		}

	}

	/**
	 * Anything else.
	 *
	 * @param json a JSON value in UTF-8; shared, not to be changed
	 * @param tokens how many tokens were read and written
	 */
	record Document(byte[] json, int tokens) implements Answer {
	}

	/**
	 * The model will never take this: asking again would end the same way.
	 *
	 * @param code for programs, e.g. {@code context_length_exceeded}
	 * @param message for people
	 */
	record Refused(String code, String message) implements Answer {
	}

}
