package io.millrace.dashboard.query;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.millrace.common.problem.UnknownParameters;
import io.millrace.dashboard.declaration.LoadedDefinitions;
import io.millrace.dashboard.journey.Funnel;
import io.millrace.dashboard.journey.Retention;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * What funnels and retentions have counted, over REST.
 */
@RestController
@RequiredArgsConstructor
class JourneyController {

	private static final Set<String> KNOWN_OF_FUNNELS = Set.of("from", "to", "tz", "minOffset");

	private static final Set<String> KNOWN_OF_RETENTIONS = Set.of("from", "to", "minOffset");

	private final LoadedDefinitions<Funnel> funnels;

	private final LoadedDefinitions<Retention> retentions;

	private final JourneyQueries queries;

	private final MetricNames metrics;

	/** By default of the last seven days. */
	@GetMapping("/v1/funnels/{name}/result")
	ResponseEntity<FunnelResult> funnel(@PathVariable String name, HttpServletRequest request) {
		QueryParameters parameters = parameters(request, KNOWN_OF_FUNNELS);
		return uncached(
				this.queries.funnel(this.funnels.named(name), parameters.span(Step.ALL), parameters.minOffset()));
	}

	/** By default of the latest days that there is anything to be said about. */
	@GetMapping("/v1/retentions/{name}/result")
	ResponseEntity<RetentionResult> retention(@PathVariable String name, HttpServletRequest request) {
		QueryParameters parameters = parameters(request, KNOWN_OF_RETENTIONS);
		return uncached(this.queries.retention(this.retentions.named(name), parameters.date("from").orElse(null),
				parameters.date("to").orElse(null), parameters.minOffset()));
	}

	private QueryParameters parameters(HttpServletRequest request, Set<String> known) {
		UnknownParameters.reject(request, known);
		Map<String, List<String>> values = new HashMap<>();
		QueryController.parameters(request).forEach((name, given) -> values.put(name, Arrays.asList(given)));
		return new QueryParameters(values, this.metrics);
	}

	private static <T> ResponseEntity<T> uncached(T result) {
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(result);
	}

}
