package io.millrace.dashboard.aggregate;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Metric;
import io.millrace.dashboard.meter.UserSketch;
import io.millrace.sink.fence.Fence;
import io.millrace.sink.fence.Script;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.ScriptLoader;
import io.millrace.sink.fence.Slot;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Reads cells from Redis; they are written under the fence only. Thread-safe. Every
 * method throws {@link org.springframework.dao.DataAccessException} if Redis can't be
 * reached.
 */
@RequiredArgsConstructor
public final class AggregateStore {

	/**
	 * How much one partition may add to an answer; Redis serves nobody else meanwhile.
	 */
	static final long MAX_BYTES = 32 * 1024 * 1024;

	private static final Script LOAD = script("load.lua");

	private static final Script READ = script("read.lua");

	private final StringRedisTemplate redis;

	private final ScriptLoader scripts;

	private static Script script(String file) {
		return Script.of(new ClassPathResource(file, AggregateStore.class));
	}

	/**
	 * The slot of a partition in a generation.
	 */
	public static Slot slot(String generation, TopicPartition partition) {
		return AggregateKeys.slot(generation, partition);
	}

	/**
	 * Buckets of a partition and its fence, all as they were at one moment.
	 * @throws TooManyCellsException if they are more than 32 MB
	 */
	public PartitionCells read(String generation, TopicPartition partition, List<StoredBucket.Id> wanted) {
		AggregateKeys keys = new AggregateKeys(slot(generation, partition));
		// Sketches last, as the script wants them.
		List<StoredBucket.Id> ordered = wanted.stream().sorted(Comparator.comparing(StoredBucket.Id::metric)).toList();
		List<String> read = new ArrayList<>(ordered.size() + 2);
		read.add(keys.fence());
		read.add(keys.stats());
		ordered.forEach((id) -> read.add(keys.cells(id.metric(), id.bucket())));
		long numbers = ordered.stream().filter((id) -> id.metric() == Metric.EVENTS).count();
		List<@Nullable Object> answer = this.scripts.run(READ, read,
				List.of(ScriptCall.argument(MAX_BYTES), ScriptCall.argument(numbers + 3)));
		String topicId = text(answer.get(0));
		String maxTime = text(answer.get(2));
		return new PartitionCells(partition.partition(),
				topicId.isEmpty() ? null : new Fence(topicId, Long.parseLong(text(answer.get(1)))),
				maxTime.isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(maxTime)), buckets(answer, ordered));
	}

	private static List<StoredBucket> buckets(List<@Nullable Object> answer, List<StoredBucket.Id> ordered) {
		List<StoredBucket> buckets = new ArrayList<>();
		for (int i = 3; i < answer.size(); i += 2) {
			int position = ((Long) Objects.requireNonNull(answer.get(i))).intValue();
			if (position < 0) {
				throw new TooManyCellsException();
			}
			buckets.add(new StoredBucket(ordered.get(position - 1), pairs(answer.get(i + 1))));
		}
		return buckets;
	}

	/** For owners: the counters of buckets, and which types have sketches there. */
	List<CounterBucket> load(AggregateKeys keys, List<Bucket> buckets) {
		List<String> read = new ArrayList<>(2 * buckets.size());
		for (Bucket bucket : buckets) {
			read.add(keys.cells(Metric.EVENTS, bucket));
			read.add(keys.cells(Metric.USERS, bucket));
		}
		List<@Nullable Object> answer = this.scripts.run(LOAD, read, List.of());
		List<CounterBucket> loaded = new ArrayList<>(buckets.size());
		for (int i = 0; i < answer.size(); i += 2) {
			Set<String> sketches = new HashSet<>();
			array(answer.get(i + 1)).forEach((type) -> sketches.add(text(type)));
			loaded.add(new CounterBucket(numbers(pairs(answer.get(i))), sketches));
		}
		return loaded;
	}

	/** For owners: a sketch, empty if it has expired. */
	UserSketch sketch(AggregateKeys keys, Bucket bucket, String type) {
		byte[] key = bytes(keys.cells(Metric.USERS, bucket));
		RedisCallback<byte[]> get = (connection) -> connection.hashCommands().hGet(key, bytes(type));
		byte[] stored = this.redis.execute(get);
		return (stored != null) ? UserSketch.of(stored) : new UserSketch();
	}

	/** For owners. */
	PartitionStats stats(AggregateKeys keys) {
		Map<String, Long> stored = new HashMap<>();
		this.redis.<String, String>opsForHash()
			.entries(keys.stats())
			.forEach((field, value) -> stored.put(field, Long.valueOf(value)));
		return new PartitionStats(stored);
	}

	/** For owners: what isn't counted from the log. */
	Copied copied(AggregateKeys keys) {
		String pieces = this.redis.<String, String>opsForHash().get(keys.copied(), AggregateKeys.PIECES);
		return Copied.of((pieces != null) ? pieces : "");
	}

	private static Map<String, Long> numbers(Map<String, byte[]> pairs) {
		Map<String, Long> numbers = HashMap.newHashMap(pairs.size());
		pairs.forEach((field, value) -> numbers.put(field, Long.valueOf(text(value))));
		return numbers;
	}

	private static Map<String, byte[]> pairs(@Nullable Object flat) {
		List<?> elements = array(flat);
		Map<String, byte[]> pairs = HashMap.newHashMap(elements.size() / 2);
		for (int i = 0; i + 1 < elements.size(); i += 2) {
			pairs.put(text(elements.get(i)), (byte[]) Objects.requireNonNull(elements.get(i + 1)));
		}
		return pairs;
	}

	private static List<?> array(@Nullable Object value) {
		return (List<?>) Objects.requireNonNull(value);
	}

	private static String text(@Nullable Object value) {
		return new String((byte[]) Objects.requireNonNull(value), StandardCharsets.UTF_8);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
