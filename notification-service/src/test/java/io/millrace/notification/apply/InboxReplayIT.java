package io.millrace.notification.apply;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.millrace.notification.log.Entry;
import io.millrace.notification.log.ItemState;
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

	private static final Duration RETENTION = Duration.ofDays(90);

	private static final InboxProperties PROPERTIES = new InboxProperties(8, RETENTION, Map.of("few",
			new InboxProperties.Category(2, null), "brief", new InboxProperties.Category(null, Duration.ofDays(10))),
			Duration.ofMinutes(10), 1);

	private static final List<String> CATEGORIES = List.of("c", "few", "brief", "a,b");

	private static final List<String> USERS = List.of("u1", "u2", "}");

	private static final Script SCRIPT = Script.of(new ClassPathResource("inbox.lua", InboxEffect.class),
			new ClassPathResource("fence.lua", FenceStore.class));

	@SuppressWarnings("NullAway.Init")
	private static StringRedisTemplate redis;

	private final Map<String, InboxModel> model = new TreeMap<>();

	@BeforeAll
	static void connect(Backends backends) {
		redis = backends.redis();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })
	void comesToWhatTheLogSays(int seed) {
		Random random = new Random(seed);
		List<LogOfInboxes> log = log(random);
		log.forEach(
				(record) -> this.model.computeIfAbsent(record.happened().user(), (user) -> new InboxModel(PROPERTIES))
					.happens(record.offset(), record.timeMillis(), record.happened().entry()));
		Slot slot = new Slot("replay." + seed);
		FenceStore fences = new FenceStore(redis, new ScriptLoader(redis));
		fences.create(slot, new Fence("t", 0));
		int next = 0;
		int failed = 0;
		while (next < log.size()) {
			int cut = Math.min(log.size(), next + 1 + random.nextInt(20));
			if (random.nextInt(3) == 0) {
				failed += failsInTheMiddle(slot, log, next, cut, random.nextInt(200));
			}
			else {
				apply(fences, slot, log, next, cut);
				next = cut;
			}
		}
		assertThat(failed).as("scripts that failed in the middle").isGreaterThan(10);
		assertThat(this.model.values()).as("items that left and revisions that moved")
			.allMatch((inbox) -> inbox.left > 20);
		USERS.forEach((user) -> {
			InboxModel expected = Objects.requireNonNull(this.model.get(user));
			assertThat(stored(slot, user)).as("seed " + seed + " user " + user).isEqualTo(expected.toString());
			checkTimers(slot, user, expected);
		});
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
		InboxEffect effect = new InboxEffect(slot, PROPERTIES);
		log.subList(from, to).forEach((record) -> assertThat(effect.add(record.record(), record.happened())).isTrue());
		return effect;
	}

	private static List<LogOfInboxes> log(Random random) {
		List<LogOfInboxes> log = new ArrayList<>();
		List<Entry.Snooze> snoozed = new ArrayList<>();
		long time = System.currentTimeMillis();
		for (int offset = 0; offset < 2000; offset++) {
			// Seldom a leap, so that items grow old.
			time += (random.nextInt(20) == 0) ? RETENTION.toMillis() / 20 : 1_000;
			Entry entry = entry(random, offset, time, snoozed);
			log.add(new LogOfInboxes(offset, time, new UserEntry(USERS.get(random.nextInt(USERS.size())), entry)));
		}
		return log;
	}

	private static Entry entry(Random random, int offset, long time, List<Entry.Snooze> snoozed) {
		String item = "i" + (offset / 12 + random.nextInt(12));
		String id = LogOfInboxes.id("i" + Math.max(0, offset / 12 - 6 + random.nextInt(16)));
		String category = CATEGORIES.get(random.nextInt(CATEGORIES.size()));
		String ofSweep = (random.nextInt(3) == 0) ? category : null;
		ItemState state = ItemState.values()[random.nextInt(4)];
		return switch (random.nextInt(26)) {
			case 0, 1, 2, 3, 4, 5, 6 -> LogOfInboxes.add(item, category, false);
			case 7, 8 -> LogOfInboxes.add(item, category, true);
			case 9, 10, 11 -> new Entry.Read(id);
			case 12 -> new Entry.Unread(id);
			case 13 -> new Entry.Archive(id);
			case 14 -> new Entry.Unarchive(id);
			case 15, 16 -> {
				snoozed.add(new Entry.Snooze(id, time + random.nextInt(5_000)));
				yield snoozed.getLast();
			}
			case 17 -> new Entry.Unsnooze(id);
			case 18 -> snoozed.isEmpty() ? new Entry.Unsnooze(id)
					: new Entry.Wake(snoozed.getLast().id(), snoozed.getLast().until());
			case 19 -> new Entry.Delete(id);
			case 20 ->
				new Entry.ReadAll(offset - random.nextInt(Math.min(offset + 1, 50)), Set.of(ItemState.UNREAD), ofSweep);
			case 21 -> new Entry.ArchiveAll(offset - random.nextInt(Math.min(offset + 1, 50)), Set.of(state), ofSweep);
			case 22 -> (random.nextInt(4) == 0)
					? new Entry.DeleteAll(offset, EnumSet.of(state, ItemState.READ), ofSweep) : new Entry.Read(id);
			case 23 -> new Entry.Add(LogOfInboxes.id("b" + offset / 40), "c", "t", "", null, "e", "/s", "r", null,
					time + RETENTION.toMillis() / 50, offset / 40 * 2L);
			case 24 -> new Entry.Withdraw(LogOfInboxes.id("b" + offset / 40), offset / 40 * 2L + 1);
			default -> (random.nextInt(10) == 0) ? new Entry.Erase() : new Entry.Expire(time);
		};
	}

	private static String stored(Slot slot, String user) {
		InboxModel inbox = new InboxModel(PROPERTIES);
		List<String> keys = InboxKeys.of(slot, user);
		Map<String, String> items = redis.<String, String>opsForHash().entries(keys.get(1));
		Map<String, String> states = redis.<String, String>opsForHash().entries(keys.get(2));
		Set<String> capped = new TreeSet<>(Objects.requireNonNull(redis.opsForZSet().range(keys.get(5), 0, -1)));
		assertThat(Objects.requireNonNull(redis.opsForZSet().zCard(keys.get(4)))).isLessThanOrEqualTo(100);
		Objects.requireNonNull(redis.opsForZSet().rangeWithScores(keys.get(0), 0, -1)).forEach((place) -> {
			String id = Objects.requireNonNull(place.getValue());
			StoredItem stored = StoredItem
				.decode(Objects.requireNonNull(items.remove(id)).getBytes(StandardCharsets.UTF_8));
			assertThat(stored.seq()).isEqualTo(Objects.requireNonNull(place.getScore()).longValue());
			inbox.items.put(id, item(stored, states.remove(id)));
			assertThat(capped.remove("%s\0%016d%s".formatted(stored.category(), stored.seq(), id)))
				.isEqualTo(stored.category().equals("few"));
		});
		assertThat(items).as("items that nothing leads to").isEmpty();
		assertThat(states).as("states of nothing").isEmpty();
		assertThat(capped).as("places of nothing").isEmpty();
		Object revision = redis.opsForHash().get(keys.get(3), "revision");
		inbox.revision = (revision != null) ? Long.parseLong(revision.toString()) : -1;
		Object broadcast = redis.opsForHash().get(keys.get(3), "broadcast");
		inbox.broadcast = (broadcast != null) ? Long.parseLong(broadcast.toString()) : -1;
		return inbox.toString();
	}

	private static InboxModel.Item item(StoredItem stored, @Nullable String state) {
		InboxModel.Item item = new InboxModel.Item(stored.seq(), stored.createdAt(), stored.category());
		item.changed = stored.changed();
		item.expiresAt = stored.expiresAt();
		item.count = stored.count();
		String[] times = ((state != null) ? state : ",,").split(",", 3);
		item.read = times[0].isEmpty() ? 0 : Long.parseLong(times[0]);
		item.archived = times[1].isEmpty() ? 0 : Long.parseLong(times[1]);
		item.snoozed = times[2].isEmpty() ? 0 : Long.parseLong(times[2]);
		return item;
	}

	private static void checkTimers(Slot slot, String user, InboxModel inbox) {
		Map<String, Double> timers = new TreeMap<>();
		Objects.requireNonNull(redis.opsForZSet().rangeWithScores(InboxKeys.timers(slot), 0, -1))
			.forEach((timer) -> timers.put(Objects.requireNonNull(timer.getValue()),
					Objects.requireNonNull(timer.getScore())));
		Map<String, Double> snoozes = new TreeMap<>();
		inbox.items.forEach((id, item) -> {
			if (item.snoozed != 0) {
				snoozes.put("s" + id + user, (double) item.snoozed);
			}
		});
		Double expires = timers.remove("e" + user);
		timers.keySet().removeIf((timer) -> !timer.startsWith("s") || !timer.substring(23).equals(user));
		assertThat(timers).isEqualTo(snoozes);
		inbox.items.values()
			.forEach((item) -> assertThat(Objects.requireNonNull(expires)).isLessThanOrEqualTo(item.expiresAt));
	}

}
