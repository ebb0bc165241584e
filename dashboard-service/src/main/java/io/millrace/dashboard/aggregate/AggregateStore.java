package io.millrace.dashboard.aggregate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;

import io.millrace.dashboard.cell.Cell;
import io.millrace.dashboard.journey.History;
import io.millrace.dashboard.meter.Aggregation;
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

	private static final Script CELLS = script("cells.lua");

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
	 * @param since the position after which changes of closed buckets are told; null if
	 * they needn't be
	 * @throws TooManyCellsException if they are more than 32 MB
	 */
	public PartitionCells read(String generation, TopicPartition partition, List<StoredBucket.Id> wanted,
			@Nullable Long since) {
		AggregateKeys keys = new AggregateKeys(slot(generation, partition));
		List<StoredBucket.Id> ordered = sketchesLast(wanted);
		List<String> read = new ArrayList<>(ordered.size() + 3);
		read.add(keys.fence());
		read.add(keys.stats());
		read.add(keys.changes());
		ordered.forEach((id) -> read.add(keys.cells(id)));
		List<@Nullable Object> answer = this.scripts.run(READ, read,
				List.of(ScriptCall.argument(MAX_BYTES), ScriptCall.argument(numbers(ordered) + 4),
						ScriptCall.argument(AggregateKeys.MOST_CHANGES),
						ScriptCall.argument((since != null) ? since.toString() : "")));
		String topicId = text(answer.get(0));
		return new PartitionCells(partition.partition(),
				topicId.isEmpty() ? null : new Fence(topicId, Long.parseLong(text(answer.get(1)))),
				new PartitionStats(numbers(pairs(answer.get(2)))),
				new Changes(number(answer.get(3)), numbers(pairs(answer.get(4)))), buckets(answer, ordered));
	}

	/** As scripts want them. */
	private static List<StoredBucket.Id> sketchesLast(List<StoredBucket.Id> ids) {
		return ids.stream().sorted(Comparator.comparing((id) -> id.metric().aggregation().isSketch())).toList();
	}

	private static long numbers(List<StoredBucket.Id> ids) {
		return ids.stream().filter((id) -> !id.metric().aggregation().isSketch()).count();
	}

	private static List<StoredBucket> buckets(List<@Nullable Object> answer, List<StoredBucket.Id> ordered) {
		List<StoredBucket> buckets = new ArrayList<>();
		for (int i = 5; i < answer.size(); i += 2) {
			int position = ((Long) Objects.requireNonNull(answer.get(i))).intValue();
			if (position < 0) {
				throw new TooManyCellsException();
			}
			buckets.add(new StoredBucket(ordered.get(position - 1), pairs(answer.get(i + 1))));
		}
		return buckets;
	}

	/** For owners: the numbers of buckets, and which groups have sketches there. */
	List<CellBucket> buckets(AggregateKeys keys, List<StoredBucket.Id> buckets) {
		List<StoredBucket.Id> ordered = sketchesLast(buckets);
		List<@Nullable Object> answer = this.scripts.run(LOAD, ordered.stream().map(keys::cells).toList(),
				List.of(ScriptCall.argument(numbers(ordered) + 1)));
		List<CellBucket> loaded = new ArrayList<>(ordered.size());
		for (int i = 0; i < ordered.size(); i++) {
			StoredBucket.Id id = ordered.get(i);
			Aggregation aggregation = id.metric().aggregation();
			Map<String, Cell> cells = new HashMap<>();
			Set<String> elsewhere = new HashSet<>();
			if (aggregation.isSketch()) {
				array(answer.get(i)).forEach((group) -> elsewhere.add(text(group)));
			}
			else {
				pairs(answer.get(i)).forEach((group, stored) -> cells.put(group, Cell.of(aggregation, stored)));
			}
			loaded.add(new CellBucket(id, cells, elsewhere));
		}
		return loaded;
	}

	/** For owners: cells; null for those that have expired. */
	void load(AggregateKeys keys, List<Place> places, BiConsumer<Place, @Nullable Cell> taker) {
		List<@Nullable Object> answer = this.scripts.run(CELLS,
				places.stream().map((place) -> keys.cells(place.bucket().id())).toList(),
				places.stream().map((place) -> ScriptCall.argument(place.group())).toList());
		for (int i = 0; i < places.size(); i++) {
			Place place = places.get(i);
			Aggregation aggregation = place.bucket().id().metric().aggregation();
			taker.accept(place, (answer.get(i) instanceof byte[] stored) ? Cell.of(aggregation, stored) : null);
		}
	}

	/** For owners: the histories of users. */
	List<UserHistories> histories(AggregateKeys keys, List<String> users) {
		List<@Nullable Object> answer = this.scripts.run(LOAD, users.stream().map(keys::user).toList(),
				List.of(ScriptCall.argument(users.size() + 1)));
		List<UserHistories> loaded = new ArrayList<>(users.size());
		for (int i = 0; i < users.size(); i++) {
			Map<String, History> histories = new HashMap<>();
			pairs(answer.get(i)).forEach((metric, stored) -> histories.put(metric, History.of(stored)));
			loaded.add(new UserHistories(users.get(i), histories));
		}
		return loaded;
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

	private static @Nullable Long number(@Nullable Object value) {
		String text = text(value);
		return text.isEmpty() ? null : Long.valueOf(text);
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
