package io.millrace.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.millrace.ingest.IngestApplication;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Events that are posted and acknowledged, beside ProducerPerformance.
 */
final class IngestComparison implements Comparison {

	private static final Duration RUN = Duration.ofSeconds(10);

	private static final String TOPIC = "user-events";

	private static final int BODIES = 100;

	private static final int MAX_WARM_UPS = 8;

	/** Of a run's time. */
	private static final double QUIET = 0.1;

	private final String title;

	private final double target;

	private final int eventsPerBody;

	private final int connections;

	private final List<byte[]> requests = new ArrayList<>();

	private Stack.@Nullable Service ingest;

	IngestComparison(String title, double target, int eventsPerBody, int connections) {
		this.title = title;
		this.target = target;
		this.eventsPerBody = eventsPerBody;
		this.connections = connections;
	}

	@Override
	public String title() {
		return this.title;
	}

	@Override
	public double target() {
		return this.target;
	}

	@Override
	public void prepare(Stack stack) {
		List<String> events = Payload.SHOP.events(BODIES * this.eventsPerBody).map(Payload.Line::json).toList();
		for (int from = 0; from < events.size(); from += this.eventsPerBody) {
			List<String> some = events.subList(from, from + this.eventsPerBody);
			String body = (this.eventsPerBody == 1) ? some.getFirst() : "[" + String.join(",", some) + "]";
			this.requests.add(HttpConnection.post("/v1/events", "application/json", body));
		}
		this.ingest = stack.start("ingest", IngestApplication.class, Map.of());
		warmUp(stack);
	}

	/** Until the compiler has little to do. */
	private void warmUp(Stack stack) {
		double compiled = 0;
		for (int i = 0; i < MAX_WARM_UPS; i++) {
			load().asFastAsAnswered(RUN);
			double sofar = stack.metric(service(), "jvm.compilation.time");
			if (sofar - compiled < RUN.toMillis() * QUIET) {
				return;
			}
			compiled = sofar;
		}
	}

	private Load load() {
		return new Load(service().port(), this.requests, this.connections);
	}

	private Stack.Service service() {
		return java.util.Objects.requireNonNull(this.ingest);
	}

	@Override
	public Run ours(Stack stack) {
		Duration before = service().process().cpu();
		Duration engines = stack.engines().cpu();
		Duration driver = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
		Load.Outcome outcome = load().asFastAsAnswered(RUN);
		double events = outcome.perSecond() * this.eventsPerBody;
		Histogram latencies = outcome.latencies();
		return new Run(events,
				Map.of("p50_us", latencies.getValueAtPercentile(50), "p99_us", latencies.getValueAtPercentile(99),
						"service_cpu_s", seconds(service().process().cpu().minus(before)), "engines_cpu_s",
						seconds(stack.engines().cpu().minus(engines)), "driver_cpu_s",
						seconds(ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).minus(driver)),
						"seconds", outcome.seconds()));
	}

	private static double seconds(Duration duration) {
		return duration.toMillis() / 1000.0;
	}

	@Override
	public Run reference(Stack stack) {
		return KafkaTools.produce(stack, TOPIC, 3_000_000);
	}

}
