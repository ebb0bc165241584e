package io.millrace.inference.api;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.inference.model.Answer;
import io.millrace.inference.result.Result;
import io.millrace.inference.result.ResultId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How it stands with an inference.
 *
 * @param id to ask for it by
 * @param status {@code pending}, {@code completed} or {@code failed}
 * @param result what was computed: an array of numbers for a vector, else any JSON
 * @param error why the model refuses it, now and later
 * @param usage what it took
 * @param createdAt when it was computed
 * @param computeMillis its share of what computing took
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record InferenceAnswer(String id, String status, @Nullable Object result, @Nullable Refusal error,
		@Nullable Usage usage, @Nullable Instant createdAt, @Nullable Double computeMillis) {

	/** Why a model refuses something. */
	record Refusal(String code, String message) {
	}

	/** How many tokens were read and written. */
	record Usage(int totalTokens) {
	}

	static InferenceAnswer pending(ResultId id) {
		return new InferenceAnswer(id.text(), "pending", null, null, null, null, null);
	}

	static InferenceAnswer of(ResultId id, Result result) {
		double millis = result.computeTime().toNanos() / 1_000_000.0;
		return switch (result.answer()) {
			case Answer.Vector vector -> new InferenceAnswer(id.text(), "completed", vector.values(), null,
					new Usage(vector.tokens()), result.createdAt(), millis);
			case Answer.Document document -> new InferenceAnswer(id.text(), "completed", tree(document), null,
					new Usage(document.tokens()), result.createdAt(), millis);
			case Answer.Refused refused -> new InferenceAnswer(id.text(), "failed", null,
					new Refusal(refused.code(), refused.message()), null, result.createdAt(), millis);
		};
	}

	private static JsonNode tree(Answer.Document document) {
		return JsonMapper.shared().readTree(document.json());
	}

}
