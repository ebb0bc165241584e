package io.millrace.dashboard.query;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemError;
import io.millrace.common.problem.ProblemException;
import io.millrace.dashboard.meter.Metric;
import lombok.RequiredArgsConstructor;

/**
 * Reads a query out of named values. Everything that is there is understood or refused.
 */
@RequiredArgsConstructor
final class QueryParameters {

	static final String FORMAT = "format";

	static final Set<String> KNOWN = Set.of("metrics", "from", "to", "step", "groupBy", "filter", "tz", "orderBy",
			"limit", "compare", "minOffset", FORMAT);

	private static final String DEFAULT_METRICS = "events";

	private static final String DEFAULT_STEP = "1m";

	private static final int MAX_LIMIT = 10_000;

	private static final int DATE_LENGTH = "2026-11-22".length();

	private final Map<String, List<String>> values;

	private final MetricNames metrics;

	/**
	 * @throws ProblemException 400
	 */
	Query read() {
		List<Metric> named = list("metrics", DEFAULT_METRICS).stream().map(this.metrics::metric).toList();
		Selection selection = new Selection(list("groupBy"), value("filter").orElse(null),
				list("orderBy").stream().map(Order::parse).toList(),
				value("limit").map(QueryParameters::limit).orElse(null));
		return new Query(named, span(step(value("step").orElse(DEFAULT_STEP))), selection, minOffset());
	}

	/**
	 * @throws ProblemException 400
	 */
	List<MinOffset> minOffset() {
		return list("minOffset").stream().map(MinOffset::parse).toList();
	}

	/**
	 * @throws ProblemException 400
	 */
	Span span(Step step) {
		ZoneId zone = value("tz").map(QueryParameters::zone).orElse(ZoneOffset.UTC);
		return new Span(value("from").map((text) -> time("from", text, zone)).orElse(null),
				value("to").map((text) -> time("to", text, zone)).orElse(null), step, zone,
				value("compare").map(QueryParameters::compare).isPresent());
	}

	/**
	 * A day of the calendar.
	 * @throws ProblemException 400
	 */
	Optional<LocalDate> date(String name) {
		return value(name).map((text) -> {
			time(name, text, ZoneOffset.UTC);
			if (text.length() != DATE_LENGTH) {
				throw invalid(name, "'" + name + "' must be a date, such as 2026-11-22");
			}
			return LocalDate.parse(text);
		});
	}

	Optional<String> value(String name) {
		List<String> given = this.values.get(name);
		if (given == null) {
			return Optional.empty();
		}
		if (given.size() != 1) {
			throw invalid(name, "'" + name + "' is there " + given.size() + " times; separate values by commas");
		}
		if (given.getFirst().isBlank()) {
			throw invalid(name, "'" + name + "' is empty; leave it out for its default");
		}
		return Optional.of(given.getFirst());
	}

	private List<String> list(String name) {
		return value(name).map((text) -> List.of(text.split(",", -1))).orElse(List.of());
	}

	private List<String> list(String name, String otherwise) {
		return List.of(value(name).orElse(otherwise).split(",", -1));
	}

	private static Step step(String text) {
		return Step.of(text)
			.orElseThrow(() -> invalid("step", "'step' can't be '" + text + "', but "
					+ Arrays.stream(Step.values()).map(Step::key).collect(Collectors.joining(", "))));
	}

	private static ZoneId zone(String text) {
		try {
			return ZoneId.of(text);
		}
		catch (DateTimeException ex) {
			throw invalid("tz",
					"'tz' must be a time zone of the IANA database, such as Europe/Berlin, not '" + text + "'");
		}
	}

	private static String compare(String text) {
		if (!text.equals(QueryResult.PREVIOUS)) {
			throw invalid("compare", "'compare' can only be " + QueryResult.PREVIOUS);
		}
		return text;
	}

	private static int limit(String text) {
		try {
			int limit = Integer.parseInt(text);
			if (limit >= 1 && limit <= MAX_LIMIT) {
				return limit;
			}
		}
		catch (NumberFormatException ex) {
			// Told like one that is out of bounds.
		}
		throw invalid("limit", "'limit' must be 1 to " + MAX_LIMIT + ", not '" + text + "'");
	}

	private static Instant time(String name, String text, ZoneId zone) {
		Function<String, Instant> reading = (text.length() == DATE_LENGTH)
				? (date) -> LocalDate.parse(date).atStartOfDay(zone).toInstant()
				: (time) -> OffsetDateTime.parse(time).toInstant();
		try {
			Instant time = reading.apply(text);
			int year = time.atOffset(ZoneOffset.UTC).getYear();
			if (year < 1 || year > 9999) {
				throw invalid(name, "'" + name + "' must be in the years 1 to 9999");
			}
			return time;
		}
		catch (DateTimeException ex) {
			// In a query a plus is a space.
			String hint = (text.indexOf(' ') > 0) ? ". Write '+' as %2B" : "";
			throw invalid(name, "'" + name + "' must be an RFC 3339 date-time, such as 2026-11-22T10:00:00Z,"
					+ " or a date, such as 2026-11-22" + hint);
		}
	}

	private static ProblemException invalid(String field, String detail) {
		return new ProblemException(Problem.INVALID_PARAMETER, detail, List.of(new ProblemError(field, detail)));
	}

}
