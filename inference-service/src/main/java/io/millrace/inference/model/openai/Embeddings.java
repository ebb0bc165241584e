package io.millrace.inference.model.openai;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

import io.millrace.inference.model.Answer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads an answer with vectors. Each is taken in whichever form it came.
 */
final class Embeddings {

	private Embeddings() {
	}

	/**
	 * Reads.
	 * @param texts what was asked
	 * @param dimensions how many were asked for, 0 for whatever there are
	 * @return a vector for each text, in their order
	 * @throws UnusableException if they aren't whole
	 * @throws RefusedException if the server doesn't do so many dimensions
	 */
	static List<Answer> read(JsonNode answer, List<String> texts, int dimensions) {
		JsonNode data = answer.path("data");
		if (data.size() != texts.size()) {
			throw new UnusableException("answered " + data.size() + " vectors to " + texts.size() + " texts");
		}
		byte[][] vectors = inOrder(data);
		int length = vectors[0].length / Float.BYTES;
		if (Arrays.stream(vectors).anyMatch((vector) -> vector.length / Float.BYTES != length)) {
			throw new UnusableException("answered vectors of different lengths");
		}
		if (dimensions != 0 && length != dimensions) {
			throw new RefusedException(new Answer.Refused("unsupported_dimensions",
					"The model's server answers " + length + " dimensions where " + dimensions + " were asked for"),
					false);
		}
		return withTokens(vectors, texts, Math.max(0, answer.path("usage").path("prompt_tokens").asInt(0)));
	}

	/**
	 * Gemini leaves the index out where it is 0 (spring-projects/spring-ai#7019).
	 */
	private static byte[][] inOrder(JsonNode data) {
		byte[] @Nullable [] vectors = new byte[data.size()][];
		for (int i = 0; i < vectors.length; i++) {
			int index = index(data.get(i).path("index"), i);
			if (index < 0 || index >= vectors.length || vectors[index] != null) {
				throw new UnusableException("answered vectors whose indexes are not those of the texts");
			}
			vectors[index] = vector(data.get(i).path("embedding"));
		}
		return Arrays.stream(vectors).map(Objects::requireNonNull).toArray(byte[][]::new);
	}

	private static int index(JsonNode index, int place) {
		return (index.isMissingNode() || index.isNull()) ? place : (index.isInt() ? index.asInt() : -1);
	}

	private static byte[] vector(JsonNode embedding) {
		byte[] bytes = embedding.isString() ? decode(embedding.asString()) : encode(embedding);
		if (bytes.length == 0 || bytes.length % Float.BYTES != 0) {
			throw new UnusableException("answered a vector that is none");
		}
		ByteBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
		while (values.hasRemaining()) {
			if (!Float.isFinite(values.getFloat())) {
				throw new UnusableException("answered a vector with a value that is no number");
			}
		}
		return bytes;
	}

	private static byte[] decode(String base64) {
		try {
			return Base64.getDecoder().decode(base64);
		}
		catch (IllegalArgumentException ex) {
			throw new UnusableException("answered a vector whose base64 can't be read", null, ex);
		}
	}

	private static byte[] encode(JsonNode embedding) {
		ByteBuffer bytes = ByteBuffer.allocate(embedding.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		for (JsonNode value : embedding) {
			bytes.putFloat(value.isNumber() ? (float) value.doubleValue() : Float.NaN);
		}
		return bytes.array();
	}

	/**
	 * The server tells only how many tokens it has read in all: each text has its share
	 * by its length, and the shares add up.
	 */
	private static List<Answer> withTokens(byte[][] vectors, List<String> texts, long tokens) {
		long whole = Math.max(1, texts.stream().mapToLong(String::length).sum());
		List<Answer> answers = new ArrayList<>();
		long soFar = 0;
		long given = 0;
		for (int i = 0; i < vectors.length; i++) {
			soFar += texts.get(i).length();
			long upToHere = tokens * soFar / whole;
			answers.add(new Answer.Vector(vectors[i], Math.toIntExact(upToHere - given)));
			given = upToHere;
		}
		return answers;
	}

}
