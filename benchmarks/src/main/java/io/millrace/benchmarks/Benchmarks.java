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
 * Runs the comparisons that are named, or all, and prints a table of ratios. Ours and the
 * tool's runs alternate; the ratio is that of the medians.
 */
final class Benchmarks {

	private static final Map<String, Supplier<Comparison>> ALL = new LinkedHashMap<>();

	static {
		ALL.put("ingest-batches",
				() -> new IngestComparison("posts of 100 events / ProducerPerformance", 0.55, 100, 64));
		ALL.put("ingest-singles",
				() -> new IngestComparison("posts of one event, 256 connections / ProducerPerformance", 0.04, 1, 256));
		ALL.put("ingest-latency", LatencyComparison::new);
		ALL.put("aggregate",
				() -> new SinkComparison("events counted into Redis / ConsumerPerformance", 0.3,
						new SinkComparison.Subject(DashboardApplication.class, "dashboard", Map.of(), 1),
						(stack) -> KafkaTools.consume(stack, "user-events", SinkComparison.events())));
		ALL.put("inbox",
				() -> new SinkComparison("items applied to inboxes / redis-benchmark, a script an item", 1.5,
						new SinkComparison.Subject(NotificationApplication.class, "inbox", rule(), 0.15),
						RedisBenchmark::scriptPerItem));
		ALL.put("inbox-list", InboxListComparison::new);
		ALL.put("inbox-live", LiveComparison::new);
	}

	private Benchmarks() {
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
			if (names.isEmpty() || names.contains(each.getKey())) {
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
