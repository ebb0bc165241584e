package io.millrace.sink;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.millrace.sink.fence.Generation;
import io.millrace.sink.fence.ScriptLoader;
import io.millrace.sink.fence.Slot;
import io.millrace.sink.log.LogConsumer;
import io.millrace.sink.log.PartitionStatus.State;
import io.millrace.sink.log.ProcessingObserver;
import io.millrace.sink.rebuild.Rebuild;
import io.millrace.sink.rebuild.RebuildStore;
import io.millrace.testsupport.Backends;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A generation is filled beside the one that is read, and takes its place.
 */
class RebuildIT {

	private static final Duration PATIENCE = Duration.ofSeconds(40);

	@SuppressWarnings("NullAway.Init")
	private static Backends backends;

	@SuppressWarnings("NullAway.Init")
	private SinkFixture sink;

	@SuppressWarnings("NullAway.Init")
	private RebuildStore rebuilds;

	private final Map<String, Long> model = new TreeMap<>();

	private final Random random = new Random(20261128);

	private int said;

	@BeforeAll
	static void start() {
		backends = Backends.start();
	}

	@AfterAll
	static void stop() throws Exception {
		backends.close();
	}

	@BeforeEach
	void fixture(TestInfo test) throws Exception {
		this.sink = new SinkFixture(backends, test.getTestMethod().orElseThrow().getName());
		this.rebuilds = new RebuildStore(this.sink.generations(1), this.sink.redis, new ScriptLoader(this.sink.redis),
				Clock.systemUTC());
	}

	@AfterEach
	void close() {
		this.sink.close();
	}

	@Test
	void takesThePlaceWhileEventsKeepComingAndNothingGoesBack() throws Exception {
		this.sink.member(100_000);
		this.sink.member(100_000);
		say(20_000);
		converges();
		String before = generation();
		AtomicBoolean done = new AtomicBoolean();
		List<String> wentBack = new ArrayList<>();
		Thread reader = Thread.ofVirtual().start(() -> read(done, wentBack));
		String id = begin();
		do {
			say(100);
			LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
		}
		while (rebuild(id).state() == Rebuild.State.RUNNING);
		say(500);
		converges();
		done.set(true);
		reader.join();
		assertThat(wentBack).isEmpty();
		assertThat(rebuild(id)).satisfies((rebuild) -> {
			assertThat(rebuild.state()).isEqualTo(Rebuild.State.COMPLETED);
			assertThat(rebuild.progress()).isEqualTo(1);
			assertThat(rebuild.joined()).isEqualTo(SinkFixture.PARTITIONS);
			assertThat(rebuild.total()).isGreaterThanOrEqualTo(20_000);
			assertThat(rebuild.endedAt()).isPresent();
		});
		assertThat(generation()).isEqualTo(id).isNotEqualTo(before);
		assertThat(this.sink.statuses()).allSatisfy((status) -> assertThat(status.state()).isEqualTo(State.RUNNING));
	}

	/** What is read, over and over: the count may only grow. */
	private void read(AtomicBoolean done, List<String> wentBack) {
		Map<Integer, Long> seen = new HashMap<>();
		while (!done.get()) {
			for (int i = 0; i < SinkFixture.PARTITIONS; i++) {
				Generation generation = this.sink.generations.current().orElseThrow();
				Slot slot = this.sink.slot(generation.name(), new TopicPartition(this.sink.topic, i));
				Object next = this.sink.redis.opsForHash().get(slot.fenceKey(), "next");
				long now = (next != null) ? Long.parseLong(next.toString()) : -1;
				if (now < seen.getOrDefault(i, 0L)) {
					wentBack.add(generation.name() + ": partition " + i + " from " + seen.get(i) + " to " + now);
				}
				seen.put(i, now);
			}
		}
	}

	@Test
	void aCrashBetweenTheTwoWritesNeitherLosesNorDoubles() throws Exception {
		AtomicInteger writes = new AtomicInteger();
		AtomicInteger struck = new AtomicInteger();
		// Between the batch's way into the generation that is filled and that which is
		// read.
		this.sink.member(100_000, new ProcessingObserver() {
			@Override
			public void writing(TopicPartition partition, long next) {
				if (writes.incrementAndGet() % 5 == 3) {
					struck.incrementAndGet();
					throw new org.apache.kafka.common.errors.TimeoutException("struck between the two");
				}
			}

			@Override
			public void written(TopicPartition partition, long next) {
			}
		});
		say(2000);
		converges();
		String id = begin();
		withhold(id);
		for (int i = 0; i < 8; i++) {
			say(100);
		}
		converges();
		await().atMost(PATIENCE).until(() -> rebuild(id).joined() == SinkFixture.PARTITIONS);
		int before = struck.get();
		for (int i = 0; i < 8; i++) {
			say(100);
		}
		converges();
		assertThat(struck).hasValueGreaterThan(before + 1);
		release(id);
		converges();
		assertThat(generation()).isEqualTo(id);
	}

	@Test
	void anotherMemberGoesOnWithIt() throws Exception {
		LogConsumer first = this.sink.member(100_000);
		say(20_000);
		converges();
		String id = begin();
		withhold(id);
		await().atMost(PATIENCE).until(() -> rebuild(id).total() > 0);
		this.sink.member(100_000);
		await().atMost(PATIENCE).until(() -> this.sink.running.get(1).statuses().size() > 0);
		first.stop();
		say(1000);
		await().atMost(PATIENCE).until(() -> rebuild(id).joined() == SinkFixture.PARTITIONS);
		say(1000);
		release(id);
		converges();
		assertThat(generation()).isEqualTo(id);
	}

	@Test
	void leavesAgainWhereRedisHasLostASuffixAndCatchesUp() throws Exception {
		this.sink.member(100_000);
		say(2000);
		converges();
		String id = begin();
		withhold(id);
		await().atMost(PATIENCE).until(() -> rebuild(id).joined() == SinkFixture.PARTITIONS);
		Slot slot = this.sink.slot(id, new TopicPartition(this.sink.topic, 1));
		// All of it is the longest suffix.
		this.sink.redis.delete(slot.key("words"));
		this.sink.redis.opsForHash().put(slot.fenceKey(), "next", "0");
		say(1000);
		await().atMost(PATIENCE)
			.until(() -> this.sink.redis.opsForHash().size(slot.key("words")) > 0
					&& rebuild(id).joined() == SinkFixture.PARTITIONS);
		release(id);
		converges();
		assertThat(generation()).isEqualTo(id);
	}

	@Test
	void oneAtATimeAndOneThatIsGivenUpChangesNothing() throws Exception {
		this.sink.member(100_000);
		await().atMost(PATIENCE).until(this.sink::complete);
		say(1000);
		converges();
		String before = generation();
		String id = begin();
		withhold(id);
		assertThat(this.rebuilds.start()).isEqualTo(new RebuildStore.Start(RebuildStore.Outcome.RUNNING, id));
		await().atMost(PATIENCE).until(() -> rebuild(id).joined() == SinkFixture.PARTITIONS);
		assertThat(rebuild(id).progress()).as("it isn't read yet").isLessThan(1);
		assertThat(this.rebuilds.cancel(id)).isTrue();
		assertThat(this.rebuilds.cancel(id)).isFalse();
		assertThat(rebuild(id).state()).isEqualTo(Rebuild.State.CANCELLED);
		say(1000);
		converges();
		assertThat(generation()).isEqualTo(before);
		String second = begin();
		await().atMost(PATIENCE).until(() -> rebuild(second).state() == Rebuild.State.COMPLETED);
		converges();
		assertThat(this.rebuilds.find("never")).isEmpty();
	}

	@Test
	void whatIsBeingFilledItselfIsNotRebuilt() {
		assertThat(this.rebuilds.start().outcome()).isEqualTo(RebuildStore.Outcome.FILLING);
	}

	@Test
	void whatCannotBeFilledFailsAndWhatIsReadGoesOn() throws Exception {
		this.sink.member(100_000);
		say(1000);
		converges();
		String before = generation();
		String id = begin();
		withhold(id);
		await().atMost(PATIENCE).until(() -> rebuild(id).joined() == SinkFixture.PARTITIONS);
		for (int i = 0; i < SinkFixture.PARTITIONS; i++) {
			Slot slot = this.sink.slot(id, new TopicPartition(this.sink.topic, i));
			this.sink.redis.delete(slot.key("words"));
			this.sink.redis.opsForValue().set(slot.key("words"), "not a hash");
		}
		say(1000);
		await().atMost(PATIENCE).until(() -> rebuild(id).state() == Rebuild.State.FAILED);
		assertThat(rebuild(id).reason().orElseThrow()).contains(this.sink.topic);
		converges();
		assertThat(generation()).isEqualTo(before);
	}

	@Test
	void failsWhereRetentionHasOvertakenIt() throws Exception {
		LogConsumer member = this.sink.member(100_000);
		say(1000);
		converges();
		String id = begin();
		withhold(id);
		await().atMost(PATIENCE).until(() -> rebuild(id).joined() == SinkFixture.PARTITIONS);
		member.stop();
		this.sink.running.clear();
		Slot slot = this.sink.slot(id, new TopicPartition(this.sink.topic, 0));
		this.sink.redis.opsForHash().put(slot.fenceKey(), "next", "0");
		TopicPartition first = new TopicPartition(this.sink.topic, 0);
		this.sink.admin.deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(10))).all().get();
		assertThat(
				this.sink.admin.listOffsets(Map.of(first, OffsetSpec.earliest())).partitionResult(first).get().offset())
			.isEqualTo(10);
		this.sink.member(100_000);
		await().atMost(PATIENCE).until(() -> rebuild(id).state() == Rebuild.State.FAILED);
		assertThat(rebuild(id).reason().orElseThrow()).contains("retention");
		say(500);
		converges();
	}

	@Test
	void saysSinceWhenItCountsIfTheLogBeginsLater() throws Exception {
		this.sink.member(100_000);
		say(1000);
		converges();
		Map<TopicPartition, RecordsToDelete> cuts = new HashMap<>();
		for (int i = 0; i < SinkFixture.PARTITIONS; i++) {
			cuts.put(new TopicPartition(this.sink.topic, i), RecordsToDelete.beforeOffset(-1));
		}
		this.sink.admin.deleteRecords(cuts).all().get();
		this.model.clear();
		say(500);
		String id = begin();
		converges();
		await().atMost(PATIENCE).until(() -> rebuild(id).state() == Rebuild.State.COMPLETED);
		assertThat(this.sink.generations.current().orElseThrow().since()).isPresent();
	}

	/**
	 * It counts on one partition more, so that all that there are have joined and wait.
	 */
	private void withhold(String id) {
		this.sink.redis.opsForHash().put(key(id), "partitions", Integer.toString(SinkFixture.PARTITIONS + 1));
	}

	private void release(String id) {
		this.sink.redis.opsForHash().put(key(id), "partitions", Integer.toString(SinkFixture.PARTITIONS));
		await().atMost(PATIENCE).until(() -> rebuild(id).state() == Rebuild.State.COMPLETED);
	}

	private String key(String id) {
		return "millrace:{" + this.sink.group + "}:rebuild:" + id;
	}

	private String begin() {
		RebuildStore.Start started = this.rebuilds.start();
		assertThat(started.outcome()).isEqualTo(RebuildStore.Outcome.STARTED);
		return started.id();
	}

	private Rebuild rebuild(String id) {
		return this.rebuilds.find(id).orElseThrow();
	}

	private String generation() {
		return this.sink.generations.current().orElseThrow().name();
	}

	/** Every tenth is said again. */
	private void say(int times) throws Exception {
		List<Future<?>> sent = new ArrayList<>();
		for (int i = 0; i < times; i++) {
			String word = "w" + this.random.nextInt(100);
			String id = word + "#" + this.said++;
			this.model.merge(word, 1L, Long::sum);
			sent.add(this.sink.say(id, word));
			if (i % 10 == 0) {
				sent.add(this.sink.say(id, word));
			}
		}
		for (Future<?> each : sent) {
			each.get();
		}
	}

	private void converges() {
		await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
			assertThat(this.sink.complete()).isTrue();
			assertThat(this.sink.words()).isEqualTo(this.model);
		});
	}

}
