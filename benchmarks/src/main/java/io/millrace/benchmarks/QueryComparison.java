package io.millrace.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.millrace.dashboard.DashboardApplication;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How many events there were in each minute of a day, over HTTP, beside a GET of an
 * answer as long as that from Redis, over as many connections. Nothing comes in
 * meanwhile.
 */
final class QueryComparison implements Comparison {

	private static final Duration RUN = Duration.ofSeconds(10);

	private static final Duration PATIENCE = Duration.ofMinutes(10);

	private static final int EVENTS = 1_000_000;

	private static final int CONNECTIONS = 4;

	private static final int SAMPLE = 2_000;

	private final int types;

	private final int partitions;

	private Stack.@Nullable Service service;

	private byte @Nullable [] request;

	private int answerBytes;

	private double firstMillis;

	private double bytesPerBucket;

	private long buckets;

	QueryComparison(int types, int partitions) {
		this.types = types;
		this.partitions = partitions;
	}

	@Override
	public String title() {
		return "a day in minutes, of " + this.types + " types in " + this.partitions
				+ " partitions / GET of as many bytes, " + CONNECTIONS + " connections";
	}

	@Override
	public double target() {
		return Double.NaN;
	}

	@Override
	public void prepare(Stack stack) {
		Stack.Service started = stack.start("dashboard", DashboardApplication.class,
				Map.of("millrace.topics.user-events.partitions", Integer.toString(this.partitions)));
		this.service = started;
		stack.fill("user-events", Payload.day(this.types), EVENTS);
		started.process()
			.awaitDone("counted all", PATIENCE,
					() -> stack.metric(started, "millrace.sink.applied?tag=group:dashboard") >= EVENTS);
		measureBuckets(stack);
		Instant to = Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofMinutes(1));
		String query = "/v1/query?metrics=events&step=1m&from=" + to.minus(Duration.ofDays(1)) + "&to=" + to;
		this.request = HttpConnection.get(query);
		stack.get(started, "/v1/query?metrics=events&step=1d");
		long start = System.nanoTime();
		this.answerBytes = stack.get(started, query).length();
		this.firstMillis = (System.nanoTime() - start) / 1e6;
		load().asFastAsAnswered(RUN);
		load().asFastAsAnswered(RUN);
	}

	/** Of the metric events, at the level of minutes, with their keys. */
	private void measureBuckets(Stack stack) {
		RedisClient client = stack.redis();
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			RedisCommands<String, String> commands = connection.sync();
			ScanIterator<String> keys = ScanIterator.scan(commands,
					ScanArgs.Builder.matches("{agg.*}:events:1m:*").limit(1000));
			long bytes = 0;
			while (keys.hasNext()) {
				String key = keys.next();
				if (this.buckets++ < SAMPLE) {
					bytes += Objects.requireNonNull(commands.memoryUsage(key));
				}
			}
			this.bytesPerBucket = (double) bytes / Math.min(SAMPLE, this.buckets);
		}
		finally {
			client.shutdown();
		}
	}

	private Load load() {
		return new Load(Objects.requireNonNull(this.service).port(), List.of(Objects.requireNonNull(this.request)),
				CONNECTIONS, 200);
	}

	@Override
	public Run ours(Stack stack) {
		Histogram alone = new Load(Objects.requireNonNull(this.service).port(),
				List.of(Objects.requireNonNull(this.request)), 1, 200)
			.asFastAsAnswered(RUN)
			.latencies();
		Load.Outcome outcome = load().asFastAsAnswered(RUN);
		return new Run(outcome.perSecond(),
				Map.of("alone_p50_us", alone.getValueAtPercentile(50), "alone_p99_us", alone.getValueAtPercentile(99),
						"p50_us", outcome.latencies().getValueAtPercentile(50), "p99_us",
						outcome.latencies().getValueAtPercentile(99), "first_ms", this.firstMillis, "answer_bytes",
						this.answerBytes, "minute_buckets", this.buckets, "redis_bytes_per_minute_bucket",
						this.bytesPerBucket));
	}

	@Override
	public Run reference(Stack stack) {
		return RedisBenchmark.get(stack, this.answerBytes, CONNECTIONS);
	}

}
