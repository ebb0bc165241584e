package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.millrace.dashboard.DashboardApplication;
import io.millrace.notification.NotificationApplication;

/**
 * Runs the comparisons that are named, or the usual ones, and prints a table of ratios.
 * Ours and the tool's runs alternate; the ratio is that of the medians.
 */
final class Benchmarks {

	/** What shows how another grows is run by its name only. */
	private static final String GROWTH = ".*-(types|partitions|journeys)";

	private static final Map<String, Supplier<Comparison>> ALL = new LinkedHashMap<>();

	static {
		ALL.put("ingest-batches",
				() -> new IngestComparison("posts of 100 events / ProducerPerformance", 0.55, 100, 64));
		ALL.put("ingest-singles",
				() -> new IngestComparison("posts of one event, 256 connections / ProducerPerformance", 0.04, 1, 256));
		ALL.put("ingest-latency", LatencyComparison::new);
		ALL.put("aggregate", () -> aggregate("events counted into Redis", 0.5, Payload.SHOP, 6));
		ALL.put("aggregate-journeys",
				() -> aggregate("the same with a funnel and a retention", Double.NaN, Payload.SHOP, journeys()));
		ALL.put("aggregate-10-types", () -> aggregate("a day's events of 10 types counted", Payload.day(10), 6));
		ALL.put("aggregate-1000-types", () -> aggregate("a day's events of 1,000 types counted", Payload.day(1000), 6));
		ALL.put("aggregate-3-partitions",
				() -> aggregate("a day's events of 50 types counted in 3 partitions", Payload.day(50), 3));
		ALL.put("aggregate-48-partitions",
				() -> aggregate("a day's events of 50 types counted in 48 partitions", Payload.day(50), 48));
		ALL.put("query", () -> new QueryComparison(50, 6));
		ALL.put("query-10-types", () -> new QueryComparison(10, 6));
		ALL.put("query-1000-types", () -> new QueryComparison(1000, 6));
		ALL.put("query-3-partitions", () -> new QueryComparison(50, 3));
		ALL.put("query-48-partitions", () -> new QueryComparison(50, 48));
		ALL.put("inbox",
				() -> new SinkComparison("items applied to inboxes / redis-benchmark, a script an item", 1.5,
						new SinkComparison.Subject(NotificationApplication.class, "inbox", rule(), Payload.SHOP, 0.15),
						RedisBenchmark::scriptPerItem));
		ALL.put("inbox-list", InboxListComparison::new);
		ALL.put("inbox-live", LiveComparison::new);
		ALL.put("inference-hits", HitsComparison::new);
		ALL.put("inference-misses", () -> new MissesComparison(1, 16));
		ALL.put("inference-misses-lists", () -> new MissesComparison(32, 4));
	}

	private Benchmarks() {
	}

	private static Comparison aggregate(String title, Payload payload, int partitions) {
		return aggregate(title, Double.NaN, payload, partitions);
	}

	private static Comparison aggregate(String title, double target, Payload payload, int partitions) {
		return aggregate(title, target, payload,
				Map.of("millrace.topics.user-events.partitions", Integer.toString(partitions)));
	}

	private static Comparison aggregate(String title, double target, Payload payload, Map<String, String> properties) {
		return new SinkComparison(title + " / ConsumerPerformance", target,
				new SinkComparison.Subject(DashboardApplication.class, "dashboard", properties, payload, 1),
				(stack) -> KafkaTools.consume(stack, "user-events", SinkComparison.events()));
	}

	/** What users did before is looked at with each event. */
	private static Map<String, String> journeys() {
		return Map.of("millrace.dashboard.funnels[0].name", "purchase",
				"millrace.dashboard.funnels[0].steps[0].event-type", "shop.view",
				"millrace.dashboard.funnels[0].steps[1].event-type", "shop.cart",
				"millrace.dashboard.funnels[0].steps[2].event-type", Payload.NOTIFIED,
				"millrace.dashboard.retentions[0].name", "visitors", "millrace.dashboard.journeys.allowed-lateness",
				"1d");
	}

	private static Map<String, String> rule() {
		return Map.of("millrace.notification.rules[0].name", "paid", "millrace.notification.rules[0].event-type",
				Payload.NOTIFIED, "millrace.notification.rules[0].category", "orders",
				"millrace.notification.rules[0].title", "Paid {{data.price}}", "millrace.notification.rules[0].body",
				"For {{data.item}}");
	}

	/**
	 * Runs.
	 * @param args names of comparisons; {@code --runs=5} how often each is repeated
	 */
	public static void main(String[] args) throws IOException {
		List<String> names = new ArrayList<>();
		int runs = 5;
		for (String arg : args) {
			if (arg.startsWith("--runs=")) {
				runs = Integer.parseInt(arg.substring(7));
			}
			else {
				names.add(arg);
			}
		}
		if (!ALL.keySet().containsAll(names)) {
			System.err.println("The comparisons are " + ALL.keySet());
			System.exit(2);
		}
		Path directory = Path.of("benchmarks", "target", "runs",
				Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
		Files.createDirectories(directory);
		Report report = new Report();
		for (Map.Entry<String, Supplier<Comparison>> each : ALL.entrySet()) {
			if (names.contains(each.getKey()) || (names.isEmpty() && !each.getKey().matches(GROWTH))) {
				System.out.println(each.getKey() + " ...");
				compare(each.getValue().get(), runs, directory.resolve(each.getKey()), report);
			}
		}
		report.write(directory);
	}

	private static void compare(Comparison comparison, int runs, Path directory, Report report) {
		try (Stack stack = new Stack(directory)) {
			comparison.prepare(stack);
			for (int i = 1; i <= runs; i++) {
				Comparison.Run ours = comparison.ours(stack);
				Comparison.Run reference = comparison.reference(stack);
				System.out.printf("  %d: %,.0f, the tool %,.0f%n", i, ours.perSecond(), reference.perSecond());
				report.add(comparison, ours, reference);
			}
		}
	}

}
