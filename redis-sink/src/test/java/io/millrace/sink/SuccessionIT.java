package io.millrace.sink;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.millrace.sink.fence.Claim;
import io.millrace.sink.fence.Fence;
import io.millrace.sink.fence.FenceStore;
import io.millrace.sink.fence.FenceStore.Outcome;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.ScriptLoader;
import io.millrace.sink.fence.Slot;
import io.millrace.sink.rebuild.Comparison;
import io.millrace.sink.rebuild.Rebuild;
import io.millrace.sink.rebuild.RebuildStore;
import io.millrace.testsupport.Backends;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the log no longer tells is copied from the live generation, whoever dies, comes
 * too late or has lost a write meanwhile; and the two are compared.
 */
class SuccessionIT {

	private static final Duration PATIENCE = Duration.ofSeconds(40);

	@SuppressWarnings("NullAway.Init")
	private static Backends backends;

	@SuppressWarnings("NullAway.Init")
	private SinkFixture sink;

	@SuppressWarnings("NullAway.Init")
	private FenceStore fences;

	@SuppressWarnings("NullAway.Init")
	private RebuildStore rebuilds;

	private final Map<String, Long> model = new TreeMap<>();

	private final Random random = new Random(20261129);

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
		this.fences = new FenceStore(this.sink.redis, new ScriptLoader(this.sink.redis));
		this.rebuilds = new RebuildStore(this.sink.generations(1), this.sink.redis, new ScriptLoader(this.sink.redis),
				Clock.systemUTC());
	}

	@AfterEach
	void close() {
		this.sink.close();
	}

	@Test
	void copiesWhatTheLogNoLongerHasAndCountsNothingTwice() throws Exception {
		member(new TallySuccession(this.sink.redis));
		haveLost();
		String id = rebuildWhileWordsAreSaid();
		converges();
		assertThat(this.sink.generations.current().orElseThrow().name()).isEqualTo(id);
		assertThat(this.sink.generations.current().orElseThrow().since()).as("as much as the live one had").isEmpty();
		assertThat(rebuild(id).comparison()).hasValueSatisfying((comparison) -> {
			assertThat(comparison.compared()).isGreaterThanOrEqualTo(100);
			assertThat(comparison.different()).as(comparison.example()).isZero();
		});
	}

	@Test
	void withoutTheCopysPositionsTheLogCountsTwice() throws Exception {
		this.sink.member(1, 100_000, (slot, partition) -> new Tally(slot, this.sink.redis),
				new TallySuccession(this.sink.redis));
		haveLost();
		String id = rebuildWhileWordsAreSaid();
		assertThat(rebuild(id).comparison().map(Comparison::different).orElse(0L)).as("and it is seen").isPositive();
		assertThat(this.sink.words()).isNotEqualTo(this.model);
	}

	@Test
	void inheritsSinceWhenTheLiveOneCounts() throws Exception {
		member(new TallySuccession(this.sink.redis));
		haveLost();
		this.sink.generations.since(this.sink.generations.current().orElseThrow(), 1,
				Instant.ofEpochMilli(1_700_000_000_000L));
		rebuildWhileWordsAreSaid();
		assertThat(this.sink.generations.current().orElseThrow().since())
			.contains(Instant.ofEpochMilli(1_700_000_000_000L));
	}

	@Test
	void anOwnerThatDiesWhileItCopiesIsFollowedByOneThatBeginsAgain() throws Exception {
		AtomicInteger deaths = new AtomicInteger();
		member(new TallySuccession(this.sink.redis) {
			@Override
			void struck(Slot filled, int piece) {
				if (piece == 2 && deaths.incrementAndGet() <= 5) {
					throw new TimeoutException("struck while copying");
				}
			}
		});
		haveLost();
		rebuildWhileWordsAreSaid();
		assertThat(deaths).hasValueGreaterThan(5);
		converges();
	}

	@Test
	void oneThatGoesOnCopyingAfterAnotherHasBegunWritesNothing() throws Exception {
		AtomicBoolean struck = new AtomicBoolean();
		AtomicInteger begun = new AtomicInteger();
		member(new TallySuccession(this.sink.redis) {
			@Override
			void struck(Slot filled, int piece) {
				begun.addAndGet((piece == 0) ? 1 : 0);
				if (piece == 2 && struck.compareAndSet(false, true)) {
					assertThat(SuccessionIT.this.fences.claim(filled)).isPresent();
				}
			}
		});
		haveLost();
		rebuildWhileWordsAreSaid();
		assertThat(begun).as("it began anew").hasValue(SinkFixture.PARTITIONS + 1);
		converges();
	}

	@Test
	void noticesThatRedisHasLostAPieceOfTheCopy() throws Exception {
		AtomicBoolean struck = new AtomicBoolean();
		AtomicInteger begun = new AtomicInteger();
		member(new TallySuccession(this.sink.redis) {
			@Override
			void struck(Slot filled, int piece) {
				begun.addAndGet((piece == 0) ? 1 : 0);
				if (piece == 2 && struck.compareAndSet(false, true)) {
					// As a failover would: the last writes are gone, the first aren't.
					SuccessionIT.this.sink.redis.delete(filled.key("words"));
					SuccessionIT.this.sink.redis.opsForHash().put(filled.fenceKey(), "next", "1");
				}
			}
		});
		haveLost();
		rebuildWhileWordsAreSaid();
		assertThat(begun).as("it began anew").hasValue(SinkFixture.PARTITIONS + 1);
		converges();
	}

	@Test
	void tellsOfADifferenceAndCorrectsItFromTheLog() throws Exception {
		member(new TallySuccession(this.sink.redis));
		say(1000);
		converges();
		// An owner must not have it in memory, or it would write it over.
		String word = this.sink.words().keySet().iterator().next();
		for (int i = 0; i < SinkFixture.PARTITIONS; i++) {
			if (this.sink.redis.opsForHash().hasKey(this.sink.slot(i).key("words"), word)) {
				this.sink.redis.opsForHash().put(this.sink.slot(i).key("words"), word, "4711");
			}
		}
		String id = begin();
		await().atMost(PATIENCE).until(() -> rebuild(id).state() == Rebuild.State.COMPLETED);
		assertThat(rebuild(id).comparison()).hasValueSatisfying((comparison) -> {
			assertThat(comparison.different()).isEqualTo(1);
			assertThat(comparison.example()).isEqualTo(word + ": 4711, " + this.model.get(word));
		});
		converges();
	}

	@Test
	void aClaimIsOneOwnersAndEndsWithTheFirstFence() {
		Slot slot = new Slot("claim." + this.sink.topic);
		ScriptCall call = new ScriptCall(Tally.SCRIPT, List.of(slot.key("words")),
				List.of(ScriptCall.argument("word"), ScriptCall.argument(1)));
		Claim zombie = this.fences.claim(slot).orElseThrow();
		assertThat(zombie.write(call)).isEqualTo(Outcome.APPLIED);
		assertThat(this.fences.read(slot)).as("a claim is no fence").isNull();
		assertThat(this.fences.create(slot, new Fence("t", 0))).isEqualTo(Outcome.REFUSED);
		Claim claim = this.fences.claim(slot).orElseThrow();
		assertThat(zombie.write(call)).isEqualTo(Outcome.REFUSED);
		assertThat(zombie.settle(new Fence("t", 7))).isEqualTo(Outcome.REFUSED);
		assertThat(claim.write(call)).isEqualTo(Outcome.APPLIED);
		assertThat(claim.settle(new Fence("t", 7))).isEqualTo(Outcome.APPLIED);
		assertThat(claim.settle(new Fence("t", 7))).as("its answer was lost").isEqualTo(Outcome.DONE);
		assertThat(this.fences.read(slot)).isEqualTo(new Fence("t", 7));
		assertThat(claim.write(call)).isEqualTo(Outcome.REFUSED);
		assertThat(this.fences.claim(slot)).isEmpty();
	}

	private void member(TallySuccession succession) {
		this.sink.member(1, 100_000, (slot, partition) -> succession.open(slot), succession);
	}

	/** Retention takes a half of what has been counted. */
	private void haveLost() throws Exception {
		say(3000);
		converges();
		for (int i = 0; i < SinkFixture.PARTITIONS; i++) {
			TopicPartition partition = new TopicPartition(this.sink.topic, i);
			long end = this.sink.admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
				.partitionResult(partition)
				.get()
				.offset();
			this.sink.admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(end / 2))).all().get();
		}
	}

	private String rebuildWhileWordsAreSaid() throws Exception {
		String id = begin();
		do {
			say(50);
		}
		while (rebuild(id).state() == Rebuild.State.RUNNING);
		assertThat(rebuild(id))
			.satisfies((ended) -> assertThat(ended.state()).as(ended.toString()).isEqualTo(Rebuild.State.COMPLETED));
		return id;
	}

	private String begin() {
		RebuildStore.Start started = this.rebuilds.start();
		assertThat(started.outcome()).isEqualTo(RebuildStore.Outcome.STARTED);
		return started.id();
	}

	private Rebuild rebuild(String id) {
		return this.rebuilds.find(id).orElseThrow();
	}

	private void say(int times) throws Exception {
		List<Future<?>> sent = new ArrayList<>();
		for (int i = 0; i < times; i++) {
			String word = "w" + this.random.nextInt(200);
			this.model.merge(word, 1L, Long::sum);
			sent.add(this.sink.say(word + "#" + this.said++, word));
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
