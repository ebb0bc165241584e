package io.millrace.notification.deliver;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.common.topic.TopicSettings;
import io.millrace.notification.channel.Delivery;
import io.millrace.notification.channel.DeliveryLog;
import io.millrace.notification.channel.Outcome;
import io.millrace.notification.channel.Target;
import io.millrace.sink.log.LogConsumer;
import io.millrace.sink.log.LoopSettings;
import io.millrace.sink.log.PartitionProcessor;
import io.millrace.testsupport.Backends;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * At least once, in each user's order, whoever else waits. The target is the test's; the
 * log is a real broker's.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeliverIT {

	private static final Duration LONG = Duration.ofSeconds(30);

	private Backends backends;

	private Admin admin;

	private KafkaProducer<byte[], byte[]> producer;

	private DeliveryLog deliveries;

	private SimpleMeterRegistry meters;

	private Recorder target;

	/** Takes what it may, and remembers all that it was asked to take. */
	private static final class Recorder implements Target {

		final List<Delivery> asked = new ArrayList<>();

		final Set<String> blocked = ConcurrentHashMap.newKeySet();

		final ConcurrentLinkedQueue<String> arrived = new ConcurrentLinkedQueue<>();

		final CountDownLatch never = new CountDownLatch(1);

		@Override
		public String name() {
			return "webhook:test";
		}

		@Override
		public boolean takes(String category) {
			return true;
		}

		@Override
		public @Nullable String unreachable(String user) {
			return null;
		}

		@Override
		public Outcome send(Delivery delivery) throws InterruptedException {
			synchronized (this.asked) {
				this.asked.add(delivery);
			}
			if (this.blocked.contains(delivery.user())) {
				this.never.await();
			}
			this.arrived.add(delivery.title());
			return Outcome.delivered();
		}

		/** The ids of what it was asked to take for a user. */
		List<String> ids(String user) {
			synchronized (this.asked) {
				return this.asked.stream()
					.filter((delivery) -> delivery.user().equals(user))
					.map(Delivery::id)
					.toList();
			}
		}

	}

	@BeforeAll
	void start() {
		this.backends = Backends.start();
		this.admin = Admin.create(Map.of("bootstrap.servers", this.backends.kafkaBootstrapServers()));
		this.producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", this.backends.kafkaBootstrapServers(), "acks", "all"),
				new ByteArraySerializer(), new ByteArraySerializer());
	}

	@BeforeEach
	void makeTopic(TestInfo test) throws Exception {
		String topic = test.getTestMethod().orElseThrow().getName();
		this.admin.createTopics(List.of(new NewTopic(topic, 1, this.backends.replicas()))).all().get();
		this.deliveries = new DeliveryLog(
				new TopicSettings(topic, 1, (short) 1, Duration.ofDays(1), DataSize.ofMegabytes(1)));
		this.meters = new SimpleMeterRegistry();
		this.target = new Recorder();
	}

	@AfterAll
	void stop() {
		this.producer.close();
		this.admin.close();
		this.backends.close();
	}

	private LogConsumer run(UnaryOperator<PartitionProcessor> changed) {
		DeadLetterBox deadLetters = new DeadLetterBox(this.deliveries.topic() + ".dlt",
				Map.of("bootstrap.servers", this.backends.kafkaBootstrapServers()));
		Courier courier = new Courier(this.target, deadLetters, new DeliverMetrics(this.meters, this.target.name()),
				new Condition(this.target.name(), Clock.systemUTC()),
				new Backoff(Duration.ofMillis(10), Duration.ofMillis(50), () -> 0), Duration.ofMinutes(5), 3,
				new Semaphore(8));
		LoopSettings settings = new LoopSettings(this.deliveries.topic(), "deliver." + this.deliveries.topic(), 1,
				Duration.ofMillis(50), Map.of("bootstrap.servers", this.backends.kafkaBootstrapServers(),
						"group.protocol", "consumer", "max.poll.records", 50));
		LogConsumer running = new LogConsumer(settings,
				(log) -> changed
					.apply(new DeliverProcessor(courier, this.deliveries, Set.of(this.target.name()), true, log)),
				this.meters, Clock.systemUTC());
		running.start();
		return running;
	}

	private void append(String user, int number) {
		String id = "%022d".formatted(number);
		try {
			this.producer
				.send(this.deliveries.record(new Delivery(id, this.target.name(), user, "c", user + number, "", null,
						"e" + number, "/s", "r", null, null)))
				.get(20, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private double counted(String name) {
		return this.meters.get("millrace.deliver." + name).counter().count();
	}

	@Test
	void restartsLoseNothing() {
		assertThat(lostByARestart(UnaryOperator.identity())).isEmpty();
	}

	/**
	 * The saboteur: Kafka is told the position of what was read, and not of what is
	 * settled.
	 */
	@Test
	void aPositionThatRunsAheadLosesWhatWasOnItsWay() {
		assertThat(lostByARestart(Ahead::new)).containsExactly("a0");
	}

	/**
	 * Stops while one delivery is tried and two wait behind it, then looks what arrives.
	 */
	private List<String> lostByARestart(UnaryOperator<PartitionProcessor> changed) {
		this.target.blocked.add("a");
		LogConsumer running = run(changed);
		append("a", 0);
		append("b", 1);
		await().atMost(LONG).until(() -> this.target.arrived.contains("b1") && this.target.ids("a").size() == 1);
		assertThat(this.meters.get("millrace.deliver.pending").gauge().value()).as("struck in the middle").isOne();
		await().pollDelay(Duration.ofMillis(200)).until(() -> true);
		running.stop();
		assertThat(counted("taken")).isEqualTo(counted("delivered") + counted("returned"));
		assertThat(counted("returned")).isOne();
		this.target.blocked.clear();
		running = run(changed);
		append("a", 2);
		await().atMost(LONG).until(() -> this.target.arrived.contains("a2"));
		running.stop();
		assertThat(Set.copyOf(this.target.ids("a"))).hasSizeLessThanOrEqualTo(2);
		return List.of("a0").stream().filter((title) -> !this.target.arrived.contains(title)).toList();
	}

	@Test
	void whatWasSentBeforeAKillIsSentAgainWithTheSameId() {
		// Nothing is ever committed: as if it were killed each time, right after the
		// answer.
		LogConsumer running = run(Uncommitted::new);
		IntStream.range(0, 5).forEach((number) -> append("k", number));
		await().atMost(LONG).until(() -> this.target.arrived.contains("k4"));
		running.stop();
		List<String> first = this.target.ids("k");
		running = run(UnaryOperator.identity());
		await().atMost(LONG).until(() -> this.target.ids("k").size() == 10);
		running.stop();
		assertThat(this.target.ids("k").subList(5, 10)).isEqualTo(first);
	}

	@Test
	void oneUserWaitsAndTheOthersGoOnInTheirOrder() {
		this.target.blocked.add("slow");
		LogConsumer running = run(UnaryOperator.identity());
		append("slow", 0);
		append("slow", 1);
		List<String> expected = new ArrayList<>();
		for (int i = 2; i < 62; i += 2) {
			append("x", i);
			append("y", i + 1);
			expected.add("x" + i);
		}
		await().atMost(LONG).until(() -> this.target.arrived.size() == 60);
		assertThat(this.target.arrived.stream().filter((title) -> title.startsWith("x"))).isEqualTo(expected);
		assertThat(this.target.ids("slow")).as("one at a time").hasSize(1);
		// What lies behind a delivery that waits is bounded, as it would come twice.
		IntStream.range(100, 300).forEach((number) -> append("z", number));
		await().atMost(LONG).until(() -> this.target.arrived.contains("z120"));
		await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
		assertThat(counted("taken")).isLessThan(Window.MOST + 51);
		this.target.never.countDown();
		await().atMost(LONG).until(() -> this.target.arrived.contains("z299"));
		assertThat(this.target.arrived).hasSize(262).doesNotHaveDuplicates();
		running.stop();
	}

	/** Does all that another does. */
	private abstract static class Changed implements PartitionProcessor {

		final PartitionProcessor real;

		Changed(PartitionProcessor real) {
			this.real = real;
		}

		@Override
		public long open() {
			return this.real.open();
		}

		@Override
		public void process(List<ConsumerRecord<byte[], byte[]>> records, long next) {
			this.real.process(records, next);
		}

		@Override
		public boolean hasRoom() {
			return this.real.hasRoom();
		}

		@Override
		public void tick() {
			this.real.tick();
		}

		@Override
		public void flush() {
			this.real.flush();
		}

		@Override
		public long position() {
			return this.real.position();
		}

		@Override
		public void close() {
			this.real.close();
		}

	}

	private static final class Uncommitted extends Changed {

		private Uncommitted(PartitionProcessor real) {
			super(real);
		}

		@Override
		public long committable() {
			return -1;
		}

	}

	private static final class Ahead extends Changed {

		private long next = -1;

		private Ahead(PartitionProcessor real) {
			super(real);
		}

		@Override
		public void process(List<ConsumerRecord<byte[], byte[]>> records, long next) {
			super.process(records, next);
			this.next = next;
		}

		@Override
		public long committable() {
			return this.next;
		}

	}

}
