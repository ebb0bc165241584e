package io.millrace.notification.apply;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.millrace.notification.log.Entry;
import io.millrace.sink.fence.Fence;
import io.millrace.sink.fence.FenceStore.Outcome;
import io.millrace.sink.fence.FenceStore;
import io.millrace.sink.fence.Script;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.ScriptLoader;
import io.millrace.sink.fence.Slot;
import io.millrace.testsupport.Backends;
import io.millrace.testsupport.BackendsExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What inboxes come to depends on the log alone: not on how it is cut into scripts, nor
 * on scripts that failed in the middle and are run again, cut otherwise.
 */
@ExtendWith(BackendsExtension.class)
class InboxReplayIT {

	private static final int MAX_ITEMS = 5;

	private static final Duration RETENTION = Duration.ofDays(90);

	private static final List<String> USERS = List.of("u1", "u2", "}");

	private static final Script SCRIPT = Script.of(new ClassPathResource("inbox.lua", InboxEffect.class),
			new ClassPathResource("fence.lua", FenceStore.class));

	@SuppressWarnings("NullAway.Init")
	private static StringRedisTemplate redis;

	private final Map<String, Inbox> model = new TreeMap<>();

	@BeforeAll
	static void connect(Backends backends) {
		redis = backends.redis();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5 })
	void comesToWhatTheLogSays(int seed) {
		Random random = new Random(seed);
		List<LogOfInboxes> log = log(random);
		log.forEach(this::happens);
		Slot slot = new Slot("replay." + seed);
		FenceStore fences = new FenceStore(redis, new ScriptLoader(redis));
		fences.create(slot, new Fence("t", 0));
		int next = 0;
		int failed = 0;
		while (next < log.size()) {
			int cut = Math.min(log.size(), next + 1 + random.nextInt(20));
			if (random.nextInt(3) == 0) {
				failed += failsInTheMiddle(slot, log, next, cut, random.nextInt(120));
			}
			else {
				apply(fences, slot, log, next, cut);
				next = cut;
			}
		}
		assertThat(failed).as("scripts that failed in the middle").isGreaterThan(10);
		assertThat(this.model.values()).as("items that left and revisions that moved")
			.allMatch((inbox) -> inbox.left > 20 && inbox.revision > 0);
		USERS.forEach((user) -> assertThat(stored(slot, user)).as("seed " + seed + " user " + user)
			.isEqualTo(Objects.requireNonNull(this.model.get(user)).toString()));
	}

	private static void apply(FenceStore fences, Slot slot, List<LogOfInboxes> log, int from, int to) {
		assertThat(fences.apply(slot, effect(slot, log, from, to).drain(), new Fence("t", from), to))
			.isEqualTo(Outcome.APPLIED);
	}

	/**
	 * Runs a script that stops after so many commands, as it might when memory is short.
	 * @return 1 if it has stopped, 0 if it was done before
	 */
	private static int failsInTheMiddle(Slot slot, List<LogOfInboxes> log, int from, int to, int commands) {
		String source = """
				local left = %d
				local function limited(...)
				  left = left - 1
				  if left < 0 then error('no more') end
				  return redis.call(...)
				end
				""".formatted(commands)
				+ new String(SCRIPT.source(), StandardCharsets.UTF_8).replace("redis.call(", "limited(");
		List<byte[]> arguments = new ArrayList<>(
				List.of(ScriptCall.argument("t"), ScriptCall.argument(from), ScriptCall.argument(to)));
		ScriptCall call = effect(slot, log, from, to).drain();
		List<String> keys = new ArrayList<>(List.of(slot.fenceKey()));
		keys.addAll(call.keys());
		arguments.addAll(call.arguments());
		try {
			redis.execute((RedisCallback<Object>) (connection) -> connection.scriptingCommands()
				.eval(source.getBytes(StandardCharsets.UTF_8), ReturnType.MULTI, keys.size(),
						Stream.concat(keys.stream().map(ScriptCall::argument), arguments.stream())
							.toArray(byte[][]::new)));
			redis.opsForHash().put(slot.fenceKey(), "next", Integer.toString(from));
			return 0;
		}
		catch (DataAccessException ex) {
			assertThat(ex).hasStackTraceContaining("no more");
			return 1;
		}
	}

	private static InboxEffect effect(Slot slot, List<LogOfInboxes> log, int from, int to) {
		InboxEffect effect = new InboxEffect(slot, new InboxProperties(MAX_ITEMS, RETENTION, 1));
		log.subList(from, to).forEach((record) -> assertThat(effect.add(record.record(), record.happened())).isTrue());
		return effect;
	}

	private static List<LogOfInboxes> log(Random random) {
		List<LogOfInboxes> log = new ArrayList<>();
		long time = System.currentTimeMillis();
		for (int offset = 0; offset < 1000; offset++) {
			// Seldom a leap, so that items grow old.
			time += (random.nextInt(20) == 0) ? RETENTION.toMillis() / 2 : 1_000;
			String item = "i" + random.nextInt(offset / 12 + 1);
			Entry entry = switch (random.nextInt(6)) {
				case 0, 1 -> LogOfInboxes.add(item);
				case 2, 3 -> new Entry.Read(LogOfInboxes.id(item));
				case 4 -> new Entry.Unread(LogOfInboxes.id(item));
				default -> new Entry.ReadAll(random.nextInt(offset + 1));
			};
			log.add(new LogOfInboxes(offset, time, new UserEntry(USERS.get(random.nextInt(USERS.size())), entry)));
		}
		return log;
	}

	/** The same in plain Java. */
	private static final class Inbox {

		/** By id, in the order in which they came: offset and time. */
		final Map<String, long[]> items = new LinkedHashMap<>();

		final Map<String, Long> read = new HashMap<>();

		long revision = -1;

		int left;

		void remove(String id) {
			this.items.remove(id);
			this.read.remove(id);
			this.left++;
		}

		@Override
		public String toString() {
			StringBuilder text = new StringBuilder();
			this.items.forEach((id, item) -> text.append(id)
				.append('@')
				.append(item[0])
				.append('@')
				.append(item[1])
				.append(this.read.containsKey(id) ? " read " + this.read.get(id) : "")
				.append('\n'));
			return text.append(this.read.size()).append(" read, revision ").append(this.revision).toString();
		}

	}

	private void happens(LogOfInboxes record) {
		Inbox inbox = this.model.computeIfAbsent(record.happened().user(), (user) -> new Inbox());
		String before = inbox.toString();
		inbox.items.entrySet()
			.stream()
			.filter((item) -> item.getValue()[1] < record.timeMillis() - RETENTION.toMillis())
			.map(Map.Entry::getKey)
			.toList()
			.forEach(inbox::remove);
		switch (record.happened().entry()) {
			case Entry.Add add -> {
				inbox.items.putIfAbsent(add.id(), new long[] { record.offset(), record.timeMillis() });
				if (inbox.items.size() > MAX_ITEMS) {
					inbox.remove(inbox.items.keySet().iterator().next());
				}
			}
			case Entry.Read read -> {
				if (inbox.items.containsKey(read.id())) {
					inbox.read.putIfAbsent(read.id(), record.timeMillis());
				}
			}
			case Entry.Unread unread -> inbox.read.remove(unread.id());
			case Entry.ReadAll readAll -> inbox.items.forEach((id, item) -> {
				if (item[0] <= readAll.upTo()) {
					inbox.read.putIfAbsent(id, record.timeMillis());
				}
			});
		}
		if (!before.equals(inbox.toString())) {
			inbox.revision = record.offset();
		}
	}

	private static String stored(Slot slot, String user) {
		Inbox inbox = new Inbox();
		List<String> keys = InboxKeys.of(slot, user);
		Map<String, String> items = redis.<String, String>opsForHash().entries(keys.get(1));
		Objects.requireNonNull(redis.opsForZSet().rangeWithScores(keys.get(0), 0, -1)).forEach((place) -> {
			String id = Objects.requireNonNull(place.getValue());
			StoredItem item = StoredItem
				.fromJson(Objects.requireNonNull(items.remove(id)).getBytes(StandardCharsets.UTF_8));
			assertThat(item.seq()).isEqualTo(Objects.requireNonNull(place.getScore()).longValue());
			inbox.items.put(id, new long[] { item.seq(), Instant.parse(item.createdAt()).toEpochMilli() });
		});
		assertThat(items).as("items that nothing leads to").isEmpty();
		redis.<String, String>opsForHash()
			.entries(keys.get(2))
			.forEach((id, readAt) -> inbox.read.put(id, Long.valueOf(readAt)));
		inbox.revision = Long.parseLong(String.valueOf(redis.opsForHash().get(keys.get(3), "revision")));
		keys.forEach((key) -> assertThat(
				!Boolean.TRUE.equals(redis.hasKey(key)) || Objects.requireNonNull(redis.getExpire(key)) > 0)
			.as(key + " expires")
			.isTrue());
		return inbox.toString();
	}

}
