package io.millrace.inference.api;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.millrace.inference.model.Model;
import io.millrace.inference.model.Models;
import io.millrace.inference.model.Task;
import io.millrace.inference.request.Inferences;
import io.millrace.inference.request.Reply;
import io.millrace.inference.request.RequestProperties;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /v1/embeddings}, as OpenAI's clients call it (API reference, Embeddings).
 */
@RestController
@RequiredArgsConstructor
final class EmbeddingsController {

	private static final Set<String> FIELDS = Set.of("model", "input", "encoding_format", "dimensions", "user");

	private final Models models;

	private final Inferences inferences;

	private final RequestProperties limits;

	private final Clock clock;

	@PostMapping("/v1/embeddings")
	ResponseEntity<byte[]> embed(HttpServletRequest request) {
		RequestBody body = RequestBody.read(request, this.limits, FIELDS);
		Model model = body.model(this.models);
		if (!model.operations().contains(Task.EMBEDDING)) {
			throw RefusedRequestException.invalid("model", "unsupported_operation",
					"'" + model.name() + "' makes no embeddings");
		}
		boolean base64 = isBase64(body.text("encoding_format"));
		var unused = body.text("user");
		List<Task> tasks = tasks(body);
		List<Reply> replies = this.inferences.ask(model, tasks, RequestBody.policy(request));
		return ResponseEntity.ok()
			.contentType(MediaType.APPLICATION_JSON)
			.header(CacheStatus.HEADER, CacheStatus.of(replies, this.clock.instant()))
			.body(EmbeddingsAnswer.write(model.name(), replies, base64));
	}

	private static boolean isBase64(@Nullable String format) {
		if (format == null || format.equals("float")) {
			return false;
		}
		if (!format.equals("base64")) {
			throw RefusedRequestException.invalid("encoding_format", "invalid_value",
					"'encoding_format' is float or base64");
		}
		return true;
	}

	private List<Task> tasks(RequestBody body) {
		JsonNode input = body.required("input");
		ObjectNode parameters = JsonNodeFactory.instance.objectNode();
		JsonNode dimensions = body.field("dimensions");
		if (dimensions != null) {
			parameters.set("dimensions", dimensions);
		}
		if (!input.isArray()) {
			return List.of(new Task(Task.EMBEDDING, body.checked(input), parameters));
		}
		if (input.isEmpty() || input.size() > this.limits.maxItems()) {
			throw RefusedRequestException.invalid("input", "invalid_array_length",
					"'input' has 1 to " + this.limits.maxItems() + " texts, not " + input.size());
		}
		List<Task> tasks = new ArrayList<>(input.size());
		input.forEach((item) -> tasks.add(new Task(Task.EMBEDDING, body.checked(item), parameters)));
		return tasks;
	}

}
