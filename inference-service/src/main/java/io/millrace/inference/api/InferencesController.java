package io.millrace.inference.api;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.problem.UnknownParameters;
import io.millrace.inference.model.Model;
import io.millrace.inference.model.Models;
import io.millrace.inference.model.Task;
import io.millrace.inference.request.RequestProperties;
import io.millrace.inference.request.Tickets;
import io.millrace.inference.result.ResultId;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Any operation of any model: asked for at once, fetched when it is there.
 */
@RestController
@RequiredArgsConstructor
final class InferencesController {

	private static final String PATH = "/v1/inferences";

	private static final Set<String> FIELDS = Set.of("operation", "model", "input", "parameters");

	private static final String WAIT = "wait";

	private final Models models;

	private final Tickets tickets;

	private final RequestProperties limits;

	private final Clock clock;

	@PostMapping(PATH)
	ResponseEntity<InferenceAnswer> submit(HttpServletRequest request) {
		RequestBody body = RequestBody.read(request, this.limits, FIELDS);
		Model model = body.model(this.models);
		Task task = new Task(operation(body, model), body.checked(body.required("input")), parameters(body));
		Tickets.Ticket ticket = this.tickets.submit(model, task, RequestBody.policy(request));
		URI location = URI.create(PATH + "/" + ticket.id());
		return ticket.reply()
			.map((reply) -> ResponseEntity.ok()
				.location(location)
				.header(CacheStatus.HEADER, CacheStatus.of(List.of(reply), this.clock.instant()))
				.body(InferenceAnswer.of(ticket.id(), reply.result())))
			.orElseGet(() -> pending(ticket.id()).location(location).body(InferenceAnswer.pending(ticket.id())));
	}

	private static String operation(RequestBody body, Model model) {
		body.required("operation");
		String operation = String.valueOf(body.text("operation"));
		if (!model.operations().contains(operation)) {
			throw RefusedRequestException.invalid("operation", "unsupported_operation",
					"'" + model.name() + "' knows " + String.join(", ", new TreeSet<>(model.operations())));
		}
		return operation;
	}

	private static ObjectNode parameters(RequestBody body) {
		JsonNode parameters = body.field("parameters");
		if (parameters == null) {
			return JsonNodeFactory.instance.objectNode();
		}
		if (parameters instanceof ObjectNode object) {
			var unused = body.checked(object);
			return object;
		}
		throw RefusedRequestException.invalid("parameters", "invalid_type", "'parameters' must be an object");
	}

	private static ResponseEntity.BodyBuilder pending(ResultId id) {
		return ResponseEntity.accepted()
			.header(HttpHeaders.RETRY_AFTER, "1")
			.cacheControl(CacheControl.noStore())
			.header(CacheStatus.HEADER, CacheStatus.pending());
	}

	@GetMapping(PATH + "/{id}")
	ResponseEntity<InferenceAnswer> fetch(@PathVariable String id, HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of(WAIT));
		Duration wait = wait(request.getParameter(WAIT));
		ResultId known = ResultId.parse(id)
			.orElseThrow(() -> new RefusedRequestException(Problem.NOT_FOUND, "id", "invalid_id",
					"That is not the id of an inference: it has 43 or 22 characters of base64url"));
		Tickets.Fetched fetched = this.tickets.fetch(known, wait);
		return switch (fetched.progress()) {
			case DONE -> ResponseEntity.ok(InferenceAnswer.of(known, fetched.result().orElseThrow()));
			case PENDING -> pending(known).body(InferenceAnswer.pending(known));
			case UNKNOWN -> throw new ProblemException(Problem.NOT_FOUND,
					"There is no such inference: nobody asked for it, or it has expired or failed; POST it again");
		};
	}

	private Duration wait(@Nullable String text) {
		if (text == null) {
			return Duration.ZERO;
		}
		try {
			Duration wait = DurationStyle.detectAndParse(text);
			if (!wait.isNegative() && wait.compareTo(this.limits.maxWait()) <= 0) {
				return wait;
			}
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			// Said below.
		}
		throw new RefusedRequestException(Problem.INVALID_PARAMETER, WAIT, "invalid_value",
				"'wait' is a duration such as 5s, 500ms or PT5S, at most " + this.limits.maxWait());
	}

}
