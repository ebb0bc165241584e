package io.millrace.standalone.promise;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.millrace.testsupport.TestEvent;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Meters, a funnel and a retention that the dashboards of a scenario count, and what they
 * must come to.
 */
final class Figures {

	private static final Duration WINDOW = Duration.ofHours(1);

	private static final Predicate<TestEvent> FIRST = (event) -> event.type().equals("shop.cart")
			&& "sieve".equals(event.data().get("item"));

	private static final Predicate<TestEvent> SECOND = (event) -> event.type().equals("order.paid")
			&& "KRW".equals(event.data().get("currency")) && "DE".equals(event.data().get("country"));

	private Figures() {
	}

	/** What makes a dashboard count them. */
	static Map<String, String> properties() {
		Map<String, String> properties = new LinkedHashMap<>();
		meter(properties, 0, "revenue", "sum");
		meter(properties, 1, "dearest", "max");
		String funnel = "millrace.dashboard.funnels[0].";
		properties.put(funnel + "name", "sieves");
		properties.put(funnel + "steps[0].event-type", "shop.cart");
		properties.put(funnel + "steps[0].filter", "data.item == 'sieve'");
		properties.put(funnel + "steps[1].event-type", "order.paid");
		properties.put(funnel + "steps[1].filter", "data.currency == 'KRW' && data.country == 'DE'");
		properties.put(funnel + "window", "1h");
		properties.put("millrace.dashboard.retentions[0].name", "back");
		properties.put("millrace.dashboard.retentions[0].days", "3");
		// A day's events are sent within seconds.
		properties.put("millrace.dashboard.journeys.allowed-lateness", "2d");
		return properties;
	}

	private static void meter(Map<String, String> properties, int number, String name, String aggregation) {
		String meter = "millrace.dashboard.meters[" + number + "].";
		properties.put(meter + "name", name);
		properties.put(meter + "event-type", Traffic.NOTIFIED);
		properties.put(meter + "aggregation", aggregation);
		properties.put(meter + "value-property", "data.amount");
		properties.put(meter + "group-by[0]", "data.currency");
	}

	/**
	 * All of them are exact: users are too few for sketches to be off.
	 */
	static void assertRight(Scenario scenario, ServiceProcess dashboard) {
		List<TestEvent> events = scenario.traffic.model().all();
		String range = "from=" + scenario.traffic.from() + "&to=" + scenario.traffic.to().plusSeconds(60);
		assertMeters(
				scenario.json(dashboard, "/v1/query?metrics=revenue,dearest&step=1h&groupBy=data.currency&" + range),
				events);
		List<Long> reached = new ArrayList<>();
		scenario.json(dashboard, "/v1/funnels/sieves/result?" + range)
			.path("steps")
			.forEach((step) -> reached.add(step.path("users").asLong()));
		assertThat(reached).as("users by step").isEqualTo(reached(events));
		Map<String, Long> returned = new TreeMap<>();
		scenario
			.json(dashboard,
					"/v1/retentions/back/result?from=" + LocalDate.ofInstant(scenario.traffic.from(), ZoneOffset.UTC))
			.path("cohorts")
			.forEach((cohort) -> {
				returned.put(cohort.path("date").asString() + "+0", cohort.path("users").asLong());
				cohort.path("returned")
					.forEach((day) -> returned.put(cohort.path("date").asString() + "+" + day.path("day").asInt(),
							day.path("users").asLong()));
			});
		returned.values().removeIf((users) -> users == 0);
		assertThat(returned).as("users by first day and days after it").isEqualTo(returned(events));
	}

	private static void assertMeters(JsonNode answer, List<TestEvent> events) {
		Map<String, List<BigDecimal>> amounts = new TreeMap<>();
		events.stream()
			.filter((event) -> event.data().get("amount") instanceof BigDecimal)
			.forEach((event) -> amounts
				.computeIfAbsent(event.time().truncatedTo(ChronoUnit.HOURS) + " " + event.data().get("currency"),
						(cell) -> new ArrayList<>())
				.add((BigDecimal) event.data().get("amount")));
		Map<String, String> expected = new TreeMap<>();
		amounts
			.forEach((cell, values) -> expected.put(cell, text(values.stream().reduce(BigDecimal.ZERO, BigDecimal::add))
					+ " " + text(values.stream().reduce(BigDecimal::max).orElseThrow())));
		Map<String, String> counted = new TreeMap<>();
		answer.path("results").forEach((row) -> {
			if (row.hasNonNull("dearest")) {
				counted.put(row.path("time").asString() + " " + row.path("data.currency").asString(),
						text(new BigDecimal(row.path("revenue").asString())) + " "
								+ text(new BigDecimal(row.path("dearest").asString())));
			}
		});
		assertThat(counted).as("sums and greatest amounts by hour and currency").isEqualTo(expected);
	}

	private static String text(BigDecimal number) {
		return number.stripTrailingZeros().toPlainString();
	}

	private static List<Long> reached(List<TestEvent> events) {
		long first = 0;
		long second = 0;
		for (List<TestEvent> all : byUser(events).values()) {
			List<Instant> starts = times(all, FIRST);
			List<Instant> ends = times(all, SECOND);
			first += starts.isEmpty() ? 0 : 1;
			second += starts.stream()
				.anyMatch((start) -> ends.stream()
					.anyMatch((end) -> !end.isBefore(start) && !end.isAfter(start.plus(WINDOW)))) ? 1 : 0;
		}
		return List.of(first, second);
	}

	private static List<Instant> times(List<TestEvent> events, Predicate<TestEvent> which) {
		return events.stream().filter(which).map(TestEvent::time).toList();
	}

	private static Map<String, Long> returned(List<TestEvent> events) {
		Map<String, Long> returned = new TreeMap<>();
		byUser(events).values().forEach((all) -> {
			TreeSet<LocalDate> days = all.stream()
				.map((event) -> LocalDate.ofInstant(event.time(), ZoneOffset.UTC))
				.collect(Collectors.toCollection(TreeSet::new));
			days.forEach((day) -> returned.merge(days.first() + "+" + ChronoUnit.DAYS.between(days.first(), day), 1L,
					Long::sum));
		});
		return returned;
	}

	private static Map<String, List<TestEvent>> byUser(List<TestEvent> events) {
		return events.stream().collect(Collectors.groupingBy(TestEvent::subject, HashMap::new, Collectors.toList()));
	}

}
