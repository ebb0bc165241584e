package io.millrace.dashboard.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.millrace.common.event.JsonText;
import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.problem.UnknownParameters;
import io.millrace.common.web.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET|POST /v1/query}: the same, by parameters or as a JSON object, where lists
 * may be lists.
 */
@RestController
@RequiredArgsConstructor
class QueryController {

	private static final int MAX_BYTES = 65_536;

	private static final JsonMapper STRICT = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build();

	private final QueryService queries;

	private final MetricNames metrics;

	private final JsonMapper json;

	@GetMapping("/v1/query")
	ResponseEntity<?> get(HttpServletRequest request) {
		UnknownParameters.reject(request, QueryParameters.KNOWN);
		Map<String, List<String>> values = new HashMap<>();
		parameters(request).forEach((name, given) -> values.put(name, Arrays.asList(given)));
		return answer(values, request);
	}

	@PostMapping("/v1/query")
	ResponseEntity<?> post(HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		return answer(values(JsonBody.read(request, MAX_BYTES)), request);
	}

	static Map<String, String[]> parameters(HttpServletRequest request) {
		try {
			return request.getParameterMap();
		}
		catch (IllegalStateException ex) {
			// As of Servlet 6.1, whichever parameter it is.
			throw new ProblemException(Problem.INVALID_PARAMETER, "The query is not percent-encoded correctly");
		}
	}

	private static Map<String, List<String>> values(byte[] body) {
		JsonNode query;
		try {
			query = STRICT.readTree(body);
		}
		catch (JacksonException ex) {
			throw new ProblemException(Problem.MALFORMED_BODY, "Not JSON: " + JsonText.describe(ex));
		}
		if (!query.isObject()) {
			throw new ProblemException(Problem.MALFORMED_BODY, "A query is a JSON object");
		}
		Map<String, List<String>> values = new HashMap<>();
		query.properties().forEach((field) -> {
			if (!QueryParameters.KNOWN.contains(field.getKey())) {
				throw new ProblemException(Problem.INVALID_PARAMETER, "There is no parameter '" + field.getKey()
						+ "', but " + String.join(", ", QueryParameters.KNOWN.stream().sorted().toList()));
			}
			values.put(field.getKey(), List.of(text(field.getKey(), field.getValue())));
		});
		return values;
	}

	private static String text(String name, JsonNode value) {
		if (value.isArray() && value.values().stream().allMatch(JsonNode::isString)) {
			List<String> texts = new ArrayList<>();
			value.values().forEach((one) -> texts.add(one.stringValue()));
			return String.join(",", texts);
		}
		if (value.isString() || value.isIntegralNumber()) {
			return value.asString();
		}
		throw new ProblemException(Problem.INVALID_PARAMETER,
				"'" + name + "' must be a string, a number or a list of strings");
	}

	private ResponseEntity<?> answer(Map<String, List<String>> values, HttpServletRequest request) {
		QueryParameters parameters = new QueryParameters(values, this.metrics);
		boolean csv = parameters.value(QueryParameters.FORMAT)
			.map(QueryController::isCsv)
			.orElseGet(() -> prefersCsv(request));
		QueryResult result = this.queries.query(parameters.read());
		ResponseEntity.BodyBuilder ok = ResponseEntity.ok().cacheControl(CacheControl.noStore());
		if (!csv) {
			return ok.contentType(MediaType.APPLICATION_JSON).body(result);
		}
		// What a table has no place for.
		return ok.contentType(Table.MEDIA_TYPE)
			.header("Millrace-As-Of", this.json.writeValueAsString(result.asOf()))
			.header("Millrace-At-Least", Boolean.toString(result.atLeast()))
			.body(new Table(result).toCsv());
	}

	private static boolean isCsv(String format) {
		return switch (format) {
			case "csv" -> true;
			case "json" -> false;
			default -> throw new ProblemException(Problem.INVALID_PARAMETER, "'format' is json or csv");
		};
	}

	private static boolean prefersCsv(HttpServletRequest request) {
		String accept = request.getHeader("Accept");
		return accept != null && accept.strip().startsWith("text/csv");
	}

}
