package io.millrace.dashboard.aggregate;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.common.event.Event;
import io.millrace.dashboard.cell.Total;
import io.millrace.dashboard.declaration.Definitions;
import io.millrace.dashboard.definition.Meters;
import io.millrace.dashboard.journey.Funnel;
import io.millrace.dashboard.journey.JourneyProperties;
import io.millrace.dashboard.journey.Retention;
import io.millrace.dashboard.match.EventMatch;
import io.millrace.dashboard.meter.Aggregation;
import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Level;
import io.millrace.dashboard.meter.Metric;
import io.millrace.sink.fence.Fence;
import io.millrace.sink.fence.FenceStore;
import io.millrace.sink.fence.FenceStore.Outcome;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.ScriptLoader;
import io.millrace.sink.fence.Slot;
import io.millrace.testsupport.Backends;
import io.millrace.testsupport.BackendsExtension;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(BackendsExtension.class)
class AggregateEffectIT {

	private static final int MAX_CELLS = 2000;

	private static final int MAX_BYTES = 256 * 1024;

	private static final Instant NOW = Instant.now();

	@SuppressWarnings("NullAway.Init")
	private static StringRedisTemplate redis;

	private final FenceStore fences = new FenceStore(redis, new ScriptLoader(redis));

	@BeforeAll
	static void connect(Backends backends) {
		redis = backends.redis();
	}

	@Test
	void cutsABatchBeforeTheEventThatWouldExceedTheCells() {
		List<Event> events = new ArrayList<>();
		for (int i = 0; i < 3000; i++) {
			events.add(event("t" + i % 7, "u" + i, NOW.minus(Duration.ofMinutes(i))));
		}
		Writer writer = new Writer(20_000, 500);
		writer.write(events);
		assertThat(writer.calls).hasSizeGreaterThan(2).allSatisfy((call) -> assertWithinBounds(call));
		assertThat(writer.calls.getFirst().arguments().size() / 2).as("is nearly full").isGreaterThan(1500);
	}

	@Test
	void cutsABatchBeforeTheEventThatWouldExceedTheBytes() {
		List<Event> events = new ArrayList<>();
		for (int i = 0; i < 60_000; i++) {
			events.add(event("t" + i % 40, "u" + i, NOW));
		}
		Writer writer = new Writer(20_000, 500);
		writer.write(events);
		assertThat(writer.calls).hasSizeGreaterThan(2).allSatisfy((call) -> assertWithinBounds(call));
		long bytes = writer.calls.stream().mapToLong(AggregateEffectIT::bytes).max().orElse(0);
		assertThat(bytes).as("some are nearly full").isGreaterThan(MAX_BYTES / 2);
	}

	@Test
	void writesOnlySketchesThatChanged() {
		Writer writer = new Writer(20_000, 500);
		writer.write(List.of(event("a", "ann", NOW)));
		writer.write(List.of(event("a", "ann", NOW), event("a", "ann", NOW)));
		assertThat(writer.calls).hasSize(2);
		assertThat(writer.calls.get(0).keys()).anyMatch((key) -> key.contains(":users:"));
		assertThat(writer.calls.get(1).keys()).noneMatch((key) -> key.contains(":users:"))
			.anyMatch((key) -> key.contains(":events:"));
	}

	@Test
	void comesToTheSameWithAMemoryThatForgetsEverything() {
		Random random = new Random(3);
		List<Event> events = new ArrayList<>();
		for (int i = 0; i < 4000; i++) {
			Instant time = NOW.minus(Duration.ofMinutes(random.nextInt(random.nextBoolean() ? 20 : 20_000)));
			events.add(event("t" + random.nextInt(5), "u" + random.nextInt(2000), time));
		}
		// What is new in time isn't looked for in Redis, what is old is.
		events.subList(0, 2000).sort(Comparator.comparing(Event::time));
		Writer remembers = new Writer(20_000, 500);
		Writer forgets = new Writer(0, 0);
		for (int i = 0; i < events.size(); i += 250) {
			List<Event> part = events.subList(i, i + 250);
			remembers.write(part);
			forgets.write(part);
			if (i % 1000 == 0) {
				remembers.reopen();
			}
		}
		Map<String, Object> expected = remembers.contents();
		assertThat(expected).hasSizeGreaterThan(1000);
		assertSame(forgets.contents(), expected);
	}

	@Test
	void countsJourneysTheSameWithAMemoryThatForgetsEverything() {
		Random random = new Random(4);
		List<Event> events = new ArrayList<>();
		for (int i = 0; i < 4000; i++) {
			events.add(event("t" + random.nextInt(3), "u" + random.nextInt(200),
					NOW.minus(Duration.ofMinutes(random.nextInt(20_000)))));
		}
		List<Funnel> funnels = List.of(new Funnel("three",
				List.of(new EventMatch("t0", ""), new EventMatch("t1", ""), new EventMatch("t2", "")),
				Duration.ofDays(2)));
		List<Retention> retentions = List.of(new Retention("back", EventMatch.EVERY, new EventMatch("t2", ""), 10,
				ZoneOffset.UTC, Duration.ofDays(20)));
		Writer remembers = new Writer(20_000, 500, funnels, retentions);
		Writer forgets = new Writer(0, 0, funnels, retentions);
		for (int i = 0; i < events.size(); i += 250) {
			remembers.write(events.subList(i, i + 250));
			forgets.write(events.subList(i, i + 250));
			if (i % 1000 == 0) {
				remembers.reopen();
			}
		}
		Map<String, Object> expected = remembers.contents();
		assertThat(expected.keySet()).anyMatch((key) -> key.contains(":f.")).anyMatch((key) -> key.contains(":r."));
		assertThat(expected.keySet().stream().filter((key) -> key.contains(":user:"))).hasSize(200);
		assertSame(forgets.contents(), expected);
		assertThat(remembers.calls).allSatisfy((call) -> assertWithinBounds(call));
		long first = expected.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().contains(":r."))
			.mapToLong((entry) -> Long.parseLong(String.valueOf(((Map<?, ?>) entry.getValue()).get("0"))))
			.sum();
		assertThat(first).as("users, each at the first day").isEqualTo(200);
	}

	@Test
	void readsNoMoreThanRedisShouldBeKeptBusyWith() {
		TopicPartition partition = new TopicPartition("user-events", 0);
		String generation = UUID.randomUUID().toString();
		Bucket bucket = Bucket.at(Level.DAY, NOW);
		AggregateKeys keys = new AggregateKeys(AggregateStore.slot(generation, partition));
		AggregateStore store = new AggregateStore(redis, new ScriptLoader(redis));
		String sketch = "x".repeat(1024 * 1024);
		for (int i = 0; i < 31; i++) {
			redis.opsForHash().put(keys.cells(Metric.USERS, bucket), "t" + i, sketch);
		}
		List<StoredBucket.Id> wanted = List.of(new StoredBucket.Id(Metric.USERS, bucket),
				new StoredBucket.Id(Metric.EVENTS, bucket));
		assertThat(store.read(generation, partition, wanted, null).buckets()).hasSize(1);
		redis.opsForHash().put(keys.cells(Metric.USERS, bucket), "one too many", sketch);
		assertThatExceptionOfType(TooManyCellsException.class)
			.isThrownBy(() -> store.read(generation, partition, wanted, null));
	}

	/** Thousands of entries: only those that differ are told. */
	private static void assertSame(Map<String, Object> contents, Map<String, Object> expected) {
		Map<String, Object> others = new HashMap<>(expected);
		others.entrySet().removeAll(contents.entrySet());
		Map<String, Object> differing = new HashMap<>(contents);
		differing.entrySet().removeAll(expected.entrySet());
		assertThat(differing).isEqualTo(others);
	}

	private static void assertWithinBounds(ScriptCall call) {
		int cells = 0;
		int closed = Integer.parseInt(new String(call.arguments().getFirst(), StandardCharsets.UTF_8));
		int at = 2 + closed;
		for (String key : call.keys().subList(0, call.keys().size() - ((closed > 0) ? 1 : 0))) {
			int fields = Integer.parseInt(new String(call.arguments().get(at + 1), StandardCharsets.UTF_8));
			cells += key.endsWith(":stats") ? 0 : fields;
			at += 2 + 2 * fields;
		}
		assertThat(cells).isLessThanOrEqualTo(MAX_CELLS);
		assertThat(bytes(call)).isLessThanOrEqualTo(MAX_BYTES + 1000);
	}

	private static long bytes(ScriptCall call) {
		return call.keys().stream().mapToLong(String::length).sum()
				+ call.arguments().stream().mapToLong((argument) -> argument.length).sum();
	}

	private static Event event(String type, String user, Instant time) {
		return new Event("id", "/test", type, user, time, new byte[0]);
	}

	/** Does what the sink does with an effect. */
	private final class Writer {

		final Slot slot = new Slot("agg.test." + UUID.randomUUID());

		final List<ScriptCall> calls = new ArrayList<>();

		private final AggregateProperties properties;

		private AggregateEffect effect;

		private Fence fence = new Fence("topic", 0);

		private final Meters meters;

		Writer(int cachedCounters, int cachedSketches) {
			this(cachedCounters, cachedSketches, List.of(), List.of());
		}

		Writer(int cachedCounters, int cachedSketches, List<Funnel> funnels, List<Retention> retentions) {
			this.meters = new Meters(new Definitions<>(Meters.KIND, List.of()), new Definitions<>(Funnel.KIND, funnels),
					new Definitions<>(Retention.KIND, retentions), 1000, Duration.ofDays(20));
			this.properties = new AggregateProperties(1, Duration.ZERO, 1000, cachedCounters,
					DataSize.ofKilobytes(cachedSketches));
			AggregateEffectIT.this.fences.create(this.slot, this.fence);
			this.effect = open();
		}

		void reopen() {
			this.effect = open();
		}

		private AggregateEffect open() {
			StringRedisTemplate redis = AggregateEffectIT.redis;
			return new AggregateEffect(this.slot, new AggregateStore(redis, new ScriptLoader(redis)), this.meters,
					this.properties, Duration.ofSeconds(10),
					new JourneyProperties(Duration.ofDays(20), Duration.ofDays(1), this.properties.cachedCounters()),
					new AggregateMetrics(new SimpleMeterRegistry()), Clock.systemUTC());
		}

		void write(List<Event> events) {
			for (Event event : events) {
				ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("user-events", 0, 0, NOW.toEpochMilli(),
						TimestampType.LOG_APPEND_TIME, 0, 0, new byte[0], new byte[0], new RecordHeaders(),
						Optional.empty());
				if (!this.effect.add(record, event)) {
					flush();
					assertThat(this.effect.add(record, event)).as("an empty batch takes any event").isTrue();
				}
			}
			flush();
		}

		private void flush() {
			ScriptCall call = this.effect.drain();
			this.calls.add(call);
			long next = this.fence.next() + 1;
			assertThat(AggregateEffectIT.this.fences.apply(this.slot, call, this.fence, next))
				.isEqualTo(Outcome.APPLIED);
			this.fence = this.fence.at(next);
		}

		/** What was written, by key within the slot; of sketches the estimate. */
		Map<String, Object> contents() {
			Map<String, Object> contents = new HashMap<>();
			for (String key : Objects.requireNonNull(redis().keys("{" + this.slot.tag() + "}:*"))) {
				if (key.endsWith(":changes")) {
					contents.put(key.substring(key.indexOf('}')), redis().opsForZSet().zCard(key));
					continue;
				}
				contents.put(key.substring(key.indexOf('}')),
						(key.contains(":users:") || key.contains(":f.")) ? users(key) : numbers(key));
			}
			return contents;
		}

		private Map<String, Long> users(String key) {
			Map<String, Long> users = new HashMap<>();
			RedisCallback<Map<byte[], byte[]>> all = (connection) -> Objects
				.requireNonNull(connection.hashCommands().hGetAll(key.getBytes(StandardCharsets.UTF_8)));
			Objects.requireNonNull(redis().execute(all)).forEach((type, sketch) -> {
				Total union = Total.of(Aggregation.DISTINCT);
				union.add(sketch);
				users.put(new String(type, StandardCharsets.UTF_8), (Long) Objects.requireNonNull(union.value()));
			});
			return users;
		}

		private Map<Object, Object> numbers(String key) {
			Map<Object, Object> numbers = new HashMap<>(redis().opsForHash().entries(key));
			// The writer's own.
			numbers.keySet().removeAll(List.of("visited", "session"));
			return numbers;
		}

		private StringRedisTemplate redis() {
			return AggregateEffectIT.redis;
		}

	}

}
