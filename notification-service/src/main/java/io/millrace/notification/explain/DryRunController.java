package io.millrace.notification.explain;

import java.util.Set;

import io.millrace.common.event.JsonText;
import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.problem.UnknownParameters;
import io.millrace.common.web.JsonBody;
import io.millrace.notification.decide.Decider;
import io.millrace.notification.rule.CompiledRule;
import io.millrace.notification.rule.Rules;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What a rule would do, told by events that have come: who would get what. Nobody gets
 * anything.
 */
@RestController
@RequiredArgsConstructor
final class DryRunController {

	private static final int MAX_BYTES = 65_536;

	private static final int DEFAULT_EVENTS = 1_000;

	private static final int MOST_EVENTS = 100_000;

	private static final int MOST_TOLD = 100;

	private static final Set<String> FIELDS = Set.of("rule", "events");

	private final EventLog eventLog;

	private final Decider decider;

	private final JsonMapper json;

	@PostMapping("/v1/rules/dry-run")
	DryRun.Answer dryRun(HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		JsonNode body = body(JsonBody.read(request, MAX_BYTES));
		DryRun run = new DryRun(rule(body.get("rule")), this.decider, MOST_TOLD);
		try {
			this.eventLog.latest(count(body.get("events")), run::look);
		}
		catch (KafkaException ex) {
			throw new ProblemException(Problem.KAFKA_UNAVAILABLE, "The latest events can't be read");
		}
		return run.answer();
	}

	private JsonNode body(byte[] body) {
		try {
			JsonNode tree = this.json.readTree(body);
			if (tree != null && tree.isObject() && FIELDS.containsAll(tree.propertyNames())) {
				return tree;
			}
		}
		catch (JacksonException ex) {
			throw new ProblemException(Problem.MALFORMED_BODY, "The body is not JSON: " + JsonText.describe(ex));
		}
		throw new ProblemException(Problem.BAD_REQUEST, "The body looks like {\"rule\":{…},\"events\":1000}");
	}

	private CompiledRule rule(@Nullable JsonNode rule) {
		if (rule == null) {
			throw new ProblemException(Problem.BAD_REQUEST, "'rule' is missing");
		}
		try {
			return Rules.compile(this.json.writeValueAsBytes(rule), "dry-run");
		}
		catch (IllegalArgumentException ex) {
			throw new ProblemException(Problem.UNPROCESSABLE, String.valueOf(ex.getMessage()));
		}
	}

	private static int count(@Nullable JsonNode events) {
		if (events == null) {
			return DEFAULT_EVENTS;
		}
		if (!events.isInt() || events.intValue() < 1 || events.intValue() > MOST_EVENTS) {
			throw new ProblemException(Problem.BAD_REQUEST, "'events' is a number from 1 to " + MOST_EVENTS);
		}
		return events.intValue();
	}

}
