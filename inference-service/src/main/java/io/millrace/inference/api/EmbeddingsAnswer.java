package io.millrace.inference.api;

import java.io.ByteArrayOutputStream;
import java.util.List;

import io.millrace.inference.model.Answer;
import io.millrace.inference.request.Reply;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * The answer in OpenAI's shape.
 */
final class EmbeddingsAnswer {

	private static final JsonMapper JSON = JsonMapper.shared();

	/** Of one vector in JSON: mostly enough. */
	private static final int EXPECTED_BYTES = 6 * 1024;

	private EmbeddingsAnswer() {
	}

	/**
	 * @throws RefusedRequestException if the model refused one of the inputs
	 */
	static byte[] write(String model, List<Reply> replies, boolean base64) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(EXPECTED_BYTES * replies.size());
		long tokens = 0;
		try (JsonGenerator json = JSON.createGenerator(out)) {
			json.writeStartObject();
			json.writeStringProperty("object", "list");
			json.writeArrayPropertyStart("data");
			for (int i = 0; i < replies.size(); i++) {
				Answer.Vector vector = vector(replies.get(i));
				tokens += vector.tokens();
				json.writeStartObject();
				json.writeStringProperty("object", "embedding");
				json.writeNumberProperty("index", i);
				json.writeName("embedding");
				write(json, vector, base64);
				json.writeEndObject();
			}
			json.writeEndArray();
			json.writeStringProperty("model", model);
			json.writeObjectPropertyStart("usage");
			json.writeNumberProperty("prompt_tokens", tokens);
			json.writeNumberProperty("total_tokens", tokens);
			json.writeEndObject();
			json.writeEndObject();
		}
		return out.toByteArray();
	}

	private static Answer.Vector vector(Reply reply) {
		return switch (reply.result().answer()) {
			case Answer.Vector vector -> vector;
			case Answer.Refused refused ->
				throw RefusedRequestException.invalid("input", refused.code(), refused.message());
			case Answer.Document document -> throw new IllegalStateException("An embedding is a vector");
		};
	}

	/**
	 * In base64 it is the floats as they are kept: lowest byte first, as OpenAI has it.
	 */
	private static void write(JsonGenerator json, Answer.Vector vector, boolean base64) {
		if (base64) {
			json.writeBinary(vector.bytes());
			return;
		}
		json.writeStartArray();
		for (float value : vector.values()) {
			json.writeNumber(value);
		}
		json.writeEndArray();
	}

}
