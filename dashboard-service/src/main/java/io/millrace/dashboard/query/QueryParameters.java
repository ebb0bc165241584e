package io.millrace.dashboard.query;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemError;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.problem.UnknownParameters;
import io.millrace.dashboard.meter.Metric;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Reads a query out of a URL. Everything that is there is understood or refused.
 */
@RequiredArgsConstructor
final class QueryParameters {

	private static final Set<String> KNOWN = Set.of("metrics", "from", "to", "step", "groupBy", "filter", "minOffset");

	private static final String DEFAULT_METRICS = "events";

	private static final String DEFAULT_STEP = "1m";

	private final HttpServletRequest request;

	/**
	 * @throws ProblemException 400
	 */
	Query read() {
		UnknownParameters.reject(this.request, KNOWN);
		List<Metric> metrics = list(value("metrics").orElse(DEFAULT_METRICS)).stream()
			.map(QueryParameters::metric)
			.toList();
		return new Query(metrics, value("from").map((text) -> time("from", text)).orElse(null),
				value("to").map((text) -> time("to", text)).orElse(null), step(value("step").orElse(DEFAULT_STEP)),
				value("groupBy").map(QueryParameters::list).orElse(List.of()), value("filter").orElse(null),
				value("minOffset").map(QueryParameters::list)
					.orElse(List.of())
					.stream()
					.map(MinOffset::parse)
					.toList());
	}

	private Optional<String> value(String name) {
		String[] values = values(name);
		if (values == null) {
			return Optional.empty();
		}
		if (values.length > 1) {
			throw invalid(name, "'" + name + "' is there " + values.length + " times; separate values by commas");
		}
		if (values[0].isBlank()) {
			throw invalid(name, "'" + name + "' is empty; leave it out for its default");
		}
		return Optional.of(values[0]);
	}

	private String @Nullable [] values(String name) {
		try {
			return this.request.getParameterValues(name);
		}
		catch (IllegalStateException ex) {
			// As of Servlet 6.1, whichever parameter it is.
			throw new ProblemException(Problem.INVALID_PARAMETER, "The query is not percent-encoded correctly");
		}
	}

	private static List<String> list(String text) {
		return List.of(text.split(",", -1));
	}

	private static Metric metric(String text) {
		return Metric.of(text)
			.orElseThrow(() -> invalid("metrics", "There is no metric '" + text + "', but "
					+ Arrays.stream(Metric.values()).map(Metric::key).collect(Collectors.joining(", "))));
	}

	private static Step step(String text) {
		return Step.of(text)
			.orElseThrow(() -> invalid("step", "'step' can't be '" + text + "', but "
					+ Arrays.stream(Step.values()).map(Step::key).collect(Collectors.joining(", "))));
	}

	private static Instant time(String name, String text) {
		try {
			OffsetDateTime time = OffsetDateTime.parse(text);
			if (time.getYear() < 1 || time.getYear() > 9999) {
				throw invalid(name, "'" + name + "' must be in the years 1 to 9999");
			}
			return time.toInstant();
		}
		catch (DateTimeException ex) {
			// In a query a plus is a space.
			String hint = (text.indexOf(' ') > 0) ? ". Write '+' as %2B" : "";
			throw invalid(name, "'" + name + "' must be an RFC 3339 date-time, such as 2026-11-22T10:00:00Z" + hint);
		}
	}

	private static ProblemException invalid(String field, String detail) {
		return new ProblemException(Problem.INVALID_PARAMETER, detail, List.of(new ProblemError(field, detail)));
	}

}
