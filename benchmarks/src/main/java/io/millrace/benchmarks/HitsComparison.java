package io.millrace.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.millrace.inference.InferenceApplication;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings that are cached, over HTTP and as OpenAI's clients ask for them, beside a
 * GET of the same values from Redis, over as many connections and driven alike. Each run
 * also asks for some that aren't cached, one at a time.
 */
final class HitsComparison implements Comparison {

	private static final Duration RUN = Duration.ofSeconds(10);

	private static final int TEXTS = 1_000;

	private static final int PER_POST = 50;

	private static final int CONNECTIONS = 16;

	/** Never asked for before. */
	private final AtomicLong fresh = new AtomicLong(TEXTS);

	private final List<byte[]> gets = new ArrayList<>();

	private Stack.@Nullable Service service;

	private double bytesPerVector;

	private long bytesPerValue;

	@Override
	public String title() {
		return "cached embeddings / GET of the same values, " + CONNECTIONS + " connections";
	}

	@Override
	public double target() {
		return Double.NaN;
	}

	@Override
	public void prepare(Stack stack) {
		this.service = stack.start("inference", InferenceApplication.class, Map.of());
		for (int from = 0; from < TEXTS; from += PER_POST) {
			exchange(Texts.post(from, PER_POST, "base64"));
		}
		measureValues(stack);
		load("base64", CONNECTIONS).asFastAsAnswered(RUN);
		load("float", CONNECTIONS).asFastAsAnswered(RUN);
		misses().asFastAsAnswered(RUN);
		reference(stack, CONNECTIONS);
	}

	private void exchange(byte[] post) {
		try (HttpConnection connection = new HttpConnection(Objects.requireNonNull(this.service).port())) {
			int status = connection.exchange(post);
			if (status != 200) {
				throw new IllegalStateException("the answer was " + status);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** With their keys, and what Redis needs around both. */
	private void measureValues(Stack stack) {
		RedisClient client = stack.redis();
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			RedisCommands<String, String> commands = connection.sync();
			ScanIterator<String> keys = ScanIterator.scan(commands,
					ScanArgs.Builder.matches("inference:*:result").limit(1000));
			long bytes = 0;
			while (keys.hasNext()) {
				String key = keys.next();
				bytes += Objects.requireNonNull(commands.memoryUsage(key));
				this.bytesPerValue = commands.strlen(key);
				this.gets.add(RedisConnection.get(key));
			}
			if (this.gets.size() != TEXTS) {
				throw new IllegalStateException("There are " + this.gets.size() + " results, not " + TEXTS);
			}
			this.bytesPerVector = (double) bytes / TEXTS;
		}
		finally {
			client.shutdown();
		}
	}

	private Load load(String format, int connections) {
		return new Load(Objects.requireNonNull(this.service).port(),
				LongStream.range(0, TEXTS).mapToObj((number) -> Texts.post(number, format)).toList(), connections, 200);
	}

	private Load misses() {
		return new Load(Objects.requireNonNull(this.service).port(),
				(number, due) -> Texts.post(this.fresh.getAndIncrement(), "base64"), 1, 200);
	}

	@Override
	public Run ours(Stack stack) {
		Histogram alone = load("base64", 1).asFastAsAnswered(RUN).latencies();
		Histogram missed = misses().asFastAsAnswered(RUN).latencies();
		double floats = load("float", CONNECTIONS).asFastAsAnswered(RUN).perSecond();
		Load.Outcome outcome = load("base64", CONNECTIONS).asFastAsAnswered(RUN);
		Map<String, Object> details = new HashMap<>(percentiles("", outcome.latencies()));
		details.putAll(percentiles("alone_", alone));
		details.putAll(percentiles("miss_alone_", missed));
		details.put("hit_by_miss_p50", (double) alone.getValueAtPercentile(50) / missed.getValueAtPercentile(50));
		details.put("floats_per_second", floats);
		details.put("redis_bytes_per_vector", this.bytesPerVector);
		details.put("value_bytes", this.bytesPerValue);
		return new Run(outcome.perSecond(), details);
	}

	private static Map<String, Object> percentiles(String prefix, Histogram latencies) {
		return Map.of(prefix + "p50_us", latencies.getValueAtPercentile(50), prefix + "p99_us",
				latencies.getValueAtPercentile(99));
	}

	@Override
	public Run reference(Stack stack) {
		Map<String, Object> details = new HashMap<>(percentiles("alone_", reference(stack, 1).latencies()));
		Load.Outcome outcome = reference(stack, CONNECTIONS);
		details.putAll(percentiles("", outcome.latencies()));
		return new Run(outcome.perSecond(), details);
	}

	private Load.Outcome reference(Stack stack, int connections) {
		return new Load(() -> new RedisConnection(stack.redisPort()), Load.inTurn(this.gets), connections, 200)
			.asFastAsAnswered(RUN);
	}

}
