package io.millrace.sink;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.millrace.sink.fence.Slot;
import io.millrace.sink.log.LogConsumer;
import io.millrace.sink.log.PartitionStatus;
import io.millrace.sink.log.PartitionStatus.State;
import io.millrace.sink.log.ProcessingObserver;
import io.millrace.testsupport.Backends;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.core.RedisCallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * The sink against a real broker and a real Redis, with what can go wrong going wrong.
 */
class FencedConsumerIT {

	private static final Duration PATIENCE = Duration.ofSeconds(40);

	@SuppressWarnings("NullAway.Init")
	private static Backends backends;

	@SuppressWarnings("NullAway.Init")
	private SinkFixture sink;

	private final Map<String, Long> model = new TreeMap<>();

	private final Set<String> ids = new HashSet<>();

	private final Random random = new Random(20261122);

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
	}

	@AfterEach
	void close() {
		this.sink.close();
	}

	@Test
	void countsEachRecordOnceAndRetriesNotAgain() throws Exception {
		this.sink.member(100_000);
		say(5000, 200, 0.1);
		converges();
		assertThat(this.sink.counted("millrace.sink.duplicates")).isPositive();
		await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(lag()).isZero());
	}

	@Test
	void withoutTheWindowRetriesCountTwice() throws Exception {
		this.sink.member(0);
		say(2000, 50, 0.2);
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(total(this.sink.words())).isEqualTo(2000));
		assertThat(this.sink.words()).isNotEqualTo(this.model);
	}

	@Test
	void aMemberThatComesLaterTakesOverWithoutDoubling() throws Exception {
		LogConsumer first = this.sink.member(100_000);
		say(3000, 100, 0.1);
		this.sink.member(100_000);
		say(3000, 100, 0.1);
		await().atMost(PATIENCE).until(() -> this.sink.running.get(1).statuses().size() > 0);
		first.stop();
		say(3000, 100, 0.1);
		converges();
	}

	@Test
	void startsFromTheFenceWhateverKafkaWasTold() throws Exception {
		LogConsumer member = this.sink.member(100_000);
		say(2000, 50, 0);
		converges();
		member.stop();
		this.sink.running.clear();
		await().atMost(PATIENCE).ignoreExceptions().untilAsserted(this::resetCommits);
		this.sink.member(100_000);
		say(500, 50, 0.1);
		converges();
	}

	@Test
	void fillsAnewWhatAnEarlierLayoutHasWritten() throws Exception {
		LogConsumer earlier = this.sink.member(1, 100_000);
		say(1000, 50, 0);
		converges();
		String name = this.sink.generations.current().orElseThrow().name();
		earlier.stop();
		this.sink.running.clear();
		this.sink.member(2, 100_000);
		await().atMost(PATIENCE).until(() -> !this.sink.generations.current().orElseThrow().name().equals(name));
		say(500, 50, 0);
		converges();
		assertThat(this.sink.generations.current().orElseThrow().layout()).isEqualTo(2);
	}

	@Test
	void stopsVisiblyBeforeALaterLayout() throws Exception {
		LogConsumer later = this.sink.member(2, 100_000);
		say(500, 50, 0);
		converges();
		later.stop();
		this.sink.running.clear();
		this.sink.member(1, 100_000);
		await().atMost(PATIENCE).until(() -> stopped().size() == SinkFixture.PARTITIONS);
		assertThat(stopped()).allSatisfy((status) -> assertThat(status.reason()).contains("a later release writes"));
		assertThat(this.sink.words()).as("nothing was written").isEqualTo(this.model);
	}

	@Test
	void anotherOwnersFenceRefusesAZombiesScript() throws Exception {
		this.sink.member(100_000);
		say(1000, 50, 0);
		converges();
		// What another owner's progress looks like from here: the fence stands elsewhere
		// than this member remembers.
		Slot slot = this.sink.slot(0);
		Map<Object, Object> words = this.sink.redis.opsForHash().entries(slot.key("words"));
		this.sink.redis.opsForHash().put(slot.fenceKey(), "next", "0");
		this.sink.redis.delete(slot.key("words"));
		say(1000, 50, 0);
		converges();
		assertThat(this.sink.redis.opsForHash().entries(slot.key("words"))).hasSizeGreaterThanOrEqualTo(words.size());
	}

	@Test
	void fillsInASuffixThatRedisLost() throws Exception {
		this.sink.member(100_000);
		say(2000, 100, 0.1);
		converges();
		Map<Integer, Map<String, byte[]>> snapshot = dump();
		say(2000, 100, 0.1);
		converges();
		Map<String, Long> counted = this.sink.words();
		restore(snapshot);
		assertThat(this.sink.words()).as("a suffix was lost").isNotEqualTo(counted);
		String generation = this.sink.generations.current().orElseThrow().name();
		converges();
		assertThat(this.sink.generations.current().orElseThrow().name()).isEqualTo(generation);
	}

	@Test
	void fillsAnEmptiedRedisFromTheLog() throws Exception {
		this.sink.member(100_000);
		say(3000, 100, 0.1);
		converges();
		String generation = this.sink.generations.current().orElseThrow().name();
		this.sink.redis.execute((RedisCallback<Boolean>) (connection) -> {
			connection.serverCommands().flushAll();
			return true;
		});
		say(1000, 100, 0.1);
		converges();
		assertThat(this.sink.generations.current().orElseThrow().name()).isNotEqualTo(generation);
	}

	@Test
	void waitsForARedisThatIsAwayAndGoesOn() throws Exception {
		this.sink.member(100_000);
		say(2000, 100, 0.1);
		converges();
		backends.killRedis();
		say(2000, 100, 0.1);
		await().atMost(PATIENCE)
			.until(() -> this.sink.statuses().stream().anyMatch((status) -> status.state() == State.WAITING));
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.sink.measuredLag()).isEqualTo(2000));
		backends.restartRedis();
		converges();
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.sink.measuredLag()).isZero());
	}

	@Test
	void tellsTheLagOfWhatItOwnsOnly() throws Exception {
		LogConsumer member = this.sink.member(100_000);
		say(500, 50, 0);
		converges();
		await().atMost(PATIENCE).untilAsserted(() -> {
			assertThat(this.sink.lagGauges()).hasSize(SinkFixture.PARTITIONS);
			assertThat(this.sink.measuredLag()).isZero();
		});
		member.stop();
		this.sink.running.clear();
		assertThat(this.sink.lagGauges()).isEmpty();
	}

	@Test
	void aFailureBetweenTheScriptAndTheCommitDoesNotDouble() throws Exception {
		AtomicInteger struck = new AtomicInteger();
		ProcessingObserver awkward = (partition, next) -> {
			if (struck.incrementAndGet() % 7 == 3) {
				throw new org.apache.kafka.common.errors.TimeoutException("struck between script and commit");
			}
		};
		this.sink.member(100_000, awkward);
		for (int i = 0; i < 20; i++) {
			say(300, 100, 0.1);
		}
		converges();
		assertThat(struck).hasValueGreaterThan(10);
	}

	@Test
	void setsMalformedRecordsAsideAndGoesOn() throws Exception {
		this.sink.member(100_000);
		say(500, 50, 0);
		this.sink.send("x", "malformed").get();
		say(500, 50, 0);
		converges();
		assertThat(this.sink.counted("millrace.sink.dead.letters")).isEqualTo(1);
		TopicPartition deadLetters = new TopicPartition(this.sink.topic + ".dlt", 0);
		assertThat(this.sink.admin.listOffsets(Map.of(deadLetters, OffsetSpec.latest()))
			.partitionResult(deadLetters)
			.get()
			.offset()).isEqualTo(1);
	}

	@Test
	void movesTheFencePastTransactionMarkers() throws Exception {
		this.sink.member(100_000);
		try (KafkaProducer<byte[], byte[]> transactions = new KafkaProducer<>(
				Map.of("bootstrap.servers", backends.kafkaBootstrapServers(), "transactional.id", this.sink.topic),
				new ByteArraySerializer(), new ByteArraySerializer())) {
			transactions.initTransactions();
			for (int i = 0; i < 5; i++) {
				transactions.beginTransaction();
				for (int partition = 0; partition < SinkFixture.PARTITIONS; partition++) {
					transactions
						.send(new ProducerRecord<>(this.sink.topic, partition, null,
								"|aborted".getBytes(StandardCharsets.UTF_8)))
						.get();
				}
				transactions.abortTransaction();
			}
		}
		await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(lag()).isZero());
		assertThat(this.sink.words()).isEmpty();
	}

	@Test
	void stopsWhereAGenerationHasLostItsFenceAndGoesOnAfterTheRemedy() throws Exception {
		this.sink.member(100_000);
		say(1000, 100, 0);
		converges();
		this.sink.redis.delete(this.sink.slot(1).fenceKey());
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(stopped()).hasSize(1));
		assertThat(stopped().getFirst().partition()).isEqualTo(1);
		assertThat(stopped().getFirst().remedy()).contains("DEL '" + this.sink.generations.key() + "'");
		this.sink.redis.delete(this.sink.generations.key());
		say(500, 100, 0.1);
		converges();
		assertThat(stopped()).isEmpty();
	}

	@Test
	void aNewGenerationIsFilledWhileEventsKeepComing() throws Exception {
		this.sink.member(100_000);
		say(1000, 100, 0);
		converges();
		String generation = this.sink.generations.current().orElseThrow().name();
		this.sink.redis.delete(this.sink.generations.key());
		// Never idle for a check interval, in any partition.
		for (int i = 0; i < 60; i++) {
			say(50, 100, 0.1);
			LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
		}
		assertThat(this.sink.complete()).as("complete while events still come").isTrue();
		assertThat(this.sink.generations.current().orElseThrow().name()).isNotEqualTo(generation);
		converges();
	}

	@Test
	void aPartitionThatWasFilledSaysSoAgainIfThatWasLost() throws Exception {
		this.sink.member(100_000);
		say(500, 10, 0);
		converges();
		this.sink.redis.opsForHash().put(this.sink.generations.key(), "state", "filling");
		this.sink.redis.opsForHash().delete(this.sink.generations.key(), "filled:0", "filled:1");
		converges();
	}

	@Test
	void fillingAgainDoesNotDeadLetterAgainEvenIfItIsInterrupted() throws Exception {
		LogConsumer member = this.sink.member(100_000);
		this.sink.send("x", "malformed").get();
		say(1000, 50, 0);
		converges();
		await().atMost(PATIENCE).until(() -> committed() == 1001);
		this.sink.redis.delete(this.sink.generations.key());
		await().atMost(PATIENCE).until(() -> this.sink.generations.current().isPresent());
		member.stop();
		this.sink.running.clear();
		assertThat(committed()).isEqualTo(1001);
		this.sink.redis.delete(this.sink.generations.key());
		this.sink.member(100_000);
		converges();
		assertThat(this.sink.counted("millrace.sink.dead.letters")).isEqualTo(1);
	}

	private long committed() throws Exception {
		return this.sink.admin.listConsumerGroupOffsets(this.sink.group)
			.partitionsToOffsetAndMetadata()
			.get()
			.values()
			.stream()
			.mapToLong((commit) -> commit.offset())
			.sum();
	}

	@Test
	void stopsAtAnotherTopicOfTheSameName() throws Exception {
		LogConsumer member = this.sink.member(100_000);
		say(100, 10, 0);
		converges();
		member.stop();
		this.sink.running.clear();
		this.sink.admin.deleteTopics(List.of(this.sink.topic, this.sink.topic + ".dlt")).all().get();
		await().atMost(PATIENCE).ignoreExceptions().untilAsserted(this.sink::createTopics);
		this.sink.member(100_000);
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(stopped()).hasSize(SinkFixture.PARTITIONS));
		assertThat(stopped()).allSatisfy((status) -> assertThat(status.reason()).contains("another topic"));
	}

	@Test
	void stopsWhereRetentionHasOvertakenTheFence() throws Exception {
		LogConsumer member = this.sink.member(100_000);
		say(500, 10, 0);
		converges();
		member.stop();
		this.sink.running.clear();
		say(500, 10, 0);
		truncate(Long.MAX_VALUE);
		this.sink.member(100_000);
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(stopped()).isNotEmpty());
		assertThat(stopped()).allSatisfy((status) -> assertThat(status.reason()).contains("retention"));
	}

	@Test
	void aGenerationFilledFromALaterStartSaysSinceWhen() throws Exception {
		say(500, 10, 0);
		truncate(Long.MAX_VALUE);
		this.model.clear();
		say(300, 10, 0);
		this.sink.member(100_000);
		converges();
		assertThat(this.sink.generations.current().orElseThrow().since()).isPresent();
	}

	@Test
	void refusesARedisThatEvicts() {
		setPolicy("allkeys-lru");
		try {
			assertThatIllegalStateException().isThrownBy(() -> this.sink.member(1)).withMessageContaining("noeviction");
		}
		finally {
			setPolicy("noeviction");
		}
	}

	private void setPolicy(String policy) {
		this.sink.redis.execute((RedisCallback<Boolean>) (connection) -> {
			connection.serverCommands().setConfig("maxmemory-policy", policy);
			return true;
		});
	}

	private void say(int times, int words, double retries) throws Exception {
		List<Future<?>> sent = new ArrayList<>();
		for (int i = 0; i < times; i++) {
			String word = "w" + this.random.nextInt(words);
			String id = word + "#" + this.ids.size();
			if (this.random.nextDouble() < retries && !this.ids.isEmpty()) {
				id = this.ids.stream().skip(this.random.nextInt(this.ids.size())).findFirst().orElseThrow();
				word = id.substring(0, id.indexOf('#'));
			}
			if (this.ids.add(id)) {
				this.model.merge(word, 1L, Long::sum);
			}
			sent.add(this.sink.say(id, word));
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

	private List<PartitionStatus> stopped() {
		return this.sink.statuses().stream().filter((status) -> status.state() == State.STOPPED).toList();
	}

	private long lag() throws Exception {
		long lag = 0;
		for (int i = 0; i < SinkFixture.PARTITIONS; i++) {
			Object next = this.sink.redis.opsForHash().get(this.sink.slot(i).fenceKey(), "next");
			lag += end(i) - Long.parseLong(String.valueOf(next));
		}
		return lag;
	}

	private long end(int partition) throws Exception {
		TopicPartition which = new TopicPartition(this.sink.topic, partition);
		return this.sink.admin.listOffsets(Map.of(which, OffsetSpec.latest())).partitionResult(which).get().offset();
	}

	private void truncate(long below) throws Exception {
		Map<TopicPartition, RecordsToDelete> cuts = new HashMap<>();
		for (int i = 0; i < SinkFixture.PARTITIONS; i++) {
			cuts.put(new TopicPartition(this.sink.topic, i), RecordsToDelete.beforeOffset(Math.min(below, end(i))));
		}
		this.sink.admin.deleteRecords(cuts).all().get();
	}

	private void resetCommits() throws Exception {
		Map<TopicPartition, org.apache.kafka.clients.consumer.OffsetAndMetadata> zero = new HashMap<>();
		for (int i = 0; i < SinkFixture.PARTITIONS; i++) {
			zero.put(new TopicPartition(this.sink.topic, i),
					new org.apache.kafka.clients.consumer.OffsetAndMetadata(0));
		}
		this.sink.admin.alterConsumerGroupOffsets(this.sink.group, zero).all().get();
	}

	private static long total(Map<String, Long> words) {
		return words.values().stream().mapToLong(Long::longValue).sum();
	}

	private Map<Integer, Map<String, byte[]>> dump() {
		Map<Integer, Map<String, byte[]>> dump = new HashMap<>();
		for (int i = 0; i < SinkFixture.PARTITIONS; i++) {
			Map<String, byte[]> values = new TreeMap<>();
			for (String key : List.of(this.sink.slot(i).fenceKey(), this.sink.slot(i).key("words"))) {
				values.put(key, Objects.requireNonNull(this.sink.redis.dump(key)));
			}
			dump.put(i, values);
		}
		return dump;
	}

	/** Each partition in one step, as a failover to a replica that lags would show it. */
	private void restore(Map<Integer, Map<String, byte[]>> dump) {
		byte[] script = """
				for i = 1, #KEYS do
				  redis.call('RESTORE', KEYS[i], 0, ARGV[i], 'REPLACE')
				end
				return 'OK'""".getBytes(StandardCharsets.UTF_8);
		dump.values().forEach((values) -> {
			List<byte[]> arguments = new ArrayList<>();
			values.keySet().forEach((key) -> arguments.add(key.getBytes(StandardCharsets.UTF_8)));
			arguments.addAll(values.values());
			this.sink.redis.execute((RedisCallback<Object>) (connection) -> connection.scriptingCommands()
				.eval(script, ReturnType.STATUS, values.size(), arguments.toArray(byte[][]::new)));
		});
	}

}
