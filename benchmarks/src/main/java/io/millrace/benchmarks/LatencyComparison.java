package io.millrace.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.millrace.ingest.IngestApplication;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How long a post of one event takes at half the rate that could be taken, and what CPU
 * time it costs, beside a plain Kafka producer that sends at the same rate. The figure is
 * the 99th percentile in microseconds, from the intended start.
 */
final class LatencyComparison implements Comparison {

	private static final Duration RUN = Duration.ofSeconds(10);

	private static final int CONNECTIONS = 256;

	private static final int WARM_UPS = 4;

	private final List<byte[]> requests = new ArrayList<>();

	private Stack.@Nullable Service ingest;

	private int perSecond;

	@Override
	public String title() {
		return "99th percentile of posts of one event at half the load, us / a plain producer's";
	}

	@Override
	public double target() {
		return Double.NaN;
	}

	@Override
	public void prepare(Stack stack) {
		Payload.SHOP.events(100)
			.forEach((event) -> this.requests.add(HttpConnection.post("/v1/events", "application/json", event.json())));
		this.ingest = stack.start("ingest", IngestApplication.class, Map.of());
		double most = 0;
		for (int i = 0; i < WARM_UPS; i++) {
			most = load().asFastAsAnswered(RUN).perSecond();
		}
		this.perSecond = (int) (most / 2);
	}

	private Stack.Service service() {
		return Objects.requireNonNull(this.ingest);
	}

	private Load load() {
		return new Load(service().port(), this.requests, CONNECTIONS);
	}

	@Override
	public Run ours(Stack stack) {
		Duration before = service().process().cpu();
		Load.Outcome outcome = load().atRate(this.perSecond, RUN);
		Histogram latencies = outcome.latencies();
		return new Run(latencies.getValueAtPercentile(99),
				Map.of("per_second", this.perSecond, "p50_us", latencies.getValueAtPercentile(50), "cpu_us_per_event",
						service().process().cpu().minus(before).toNanos() / 1_000.0 / outcome.answered()));
	}

	@Override
	public Run reference(Stack stack) {
		return PlainProducer.run(stack, this.perSecond, RUN);
	}

}
