package io.millrace.notification;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.millrace.common.topic.KeyPartitioner;
import io.millrace.notification.NotificationFixture.Answer;
import io.millrace.sink.log.ProcessingObserver;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.redis.core.ScanOptions;

import static io.millrace.notification.NotificationFixture.inbox;
import static io.millrace.notification.NotificationFixture.newestFirst;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What happens when something is lost, away or fails in the middle.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecoveryIT {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private NotificationFixture service;

	/** How many of decide's transactions are still to fail. */
	private final AtomicInteger failures = new AtomicInteger();

	@BeforeAll
	void start() {
		this.service = new NotificationFixture();
	}

	@BeforeEach
	void run() {
		this.service.stop();
		this.failures.set(0);
		this.service.startWith((GenericApplicationContext context) -> context.registerBean("failing",
				ProcessingObserver.class, () -> this::fail), "--millrace.notification.inbox.cleanup-interval=1s");
		awaitAnswer("nobody");
	}

	@AfterAll
	void stop() {
		this.service.close();
	}

	private void fail(TopicPartition partition, long next) {
		if (partition.topic().equals(NotificationFixture.EVENTS)
				&& this.failures.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
			throw new TimeoutException("struck at " + partition + "@" + next);
		}
	}

	private void awaitAnswer(String user) {
		await().atMost(PATIENCE).until(() -> this.service.get(inbox(user)).status() == 200);
	}

	private void tell(String user, int from, int to) {
		IntStream.range(from, to).forEach((number) -> this.service.tell(user, number));
		this.service.awaitNewest(user, to - 1);
	}

	@Test
	void bringsInboxesBackByItselfWhenRedisHasLostEverything() throws Exception {
		List<String> users = List.of("lost-1", "lost-2", "lost-3", "{lost}");
		Map<String, Answer> before = new HashMap<>();
		for (String user : users) {
			tell(user, 0, 30);
			this.service.post("/v1/notifications/" + this.service.newest(user).get("id").asString() + "/read?user="
					+ NotificationFixture.encode(user));
			before.put(user, this.service.get(inbox(user)));
		}
		Queue<Answer> meanwhile = new ConcurrentLinkedQueue<>();
		AtomicBoolean watching = new AtomicBoolean(true);
		Thread watcher = Thread.startVirtualThread(() -> {
			while (watching.get()) {
				meanwhile.add(this.service.get(inbox("lost-1")));
			}
		});
		String epoch = before(before, "lost-1").json().get("epoch").asString();
		this.service.flushRedis();
		await().atMost(PATIENCE)
			.until(() -> meanwhile.stream()
				.anyMatch((answer) -> answer.status() == 200 && !answer.json().get("epoch").asString().equals(epoch)));
		watching.set(false);
		watcher.join();

		assertThat(meanwhile).filteredOn((answer) -> answer.status() != 200)
			.isNotEmpty()
			.allMatch(Answer::isRetryable503);
		assertThat(meanwhile).filteredOn((answer) -> answer.status() == 200)
			.allMatch((answer) -> answer.json().get("items").equals(before(before, "lost-1").json().get("items"))
					&& answer.json().get("unread").asInt() == 29);
		for (String user : users) {
			Answer after = this.service.get(inbox(user));
			assertThat(after.json().get("items")).isEqualTo(before(before, user).json().get("items"));
			assertThat(after.json().get("revision")).isEqualTo(before(before, user).json().get("revision"));
			assertThat(after.json().get("epoch").asString()).isNotEqualTo(epoch);
		}
		String cursor = before(before, "lost-1").json().get("next").asString();
		assertThat(this.service.get(inbox("lost-1") + "&before=" + cursor).status()).isEqualTo(410);
	}

	private static Answer before(Map<String, Answer> answers, String user) {
		return Objects.requireNonNull(answers.get(user));
	}

	@Test
	void removesWhatAnEndedEpochHasLeft() {
		tell("ended", 0, 3);
		String epoch = this.service.get(inbox("ended")).json().get("epoch").asString();
		this.service.redis.delete("millrace:{inbox}:generation");
		await().atMost(PATIENCE).untilAsserted(() -> {
			Answer after = this.service.get(inbox("ended"));
			assertThat(after.status()).isEqualTo(200);
			assertThat(after.json().get("epoch").asString()).isNotEqualTo(epoch);
		});
		await().atMost(PATIENCE).until(() -> {
			try (var keys = this.service.redis
				.scan(ScanOptions.scanOptions().match("{inbox." + epoch + ".*").count(1000).build())) {
				return !keys.hasNext();
			}
		});
		assertThat(this.service.get(inbox("ended")).titles()).isEqualTo(newestFirst(2, 0));
	}

	@Test
	void keepsEverythingOverARestart() {
		tell("kept", 0, 5);
		this.service.post("/v1/notifications/" + this.service.newest("kept").get("id").asString() + "/read?user=kept");
		Answer before = this.service.get(inbox("kept"));
		this.service.stop();
		IntStream.range(5, 8).forEach((number) -> this.service.tell("kept", number));
		this.service.tell("kept", 0);
		run();
		this.service.awaitNewest("kept", 7);
		Answer after = this.service.get(inbox("kept"));
		assertThat(after.titles()).isEqualTo(newestFirst(7, 0));
		assertThat(after.json().get("unread").asInt()).isEqualTo(7);
		assertThat(after.json().get("epoch")).isEqualTo(before.json().get("epoch"));
		assertThat(this.service.get(inbox("kept") + "&state=read").titles()).containsExactly("4");
	}

	@Test
	void stopsVisiblyWhereAFenceIsLost() {
		tell("fenced", 0, 3);
		String epoch = this.service.get(inbox("fenced")).json().get("epoch").asString();
		int partition = KeyPartitioner.partition("fenced", 6);
		String elsewhere = IntStream.range(0, 100)
			.mapToObj((number) -> "elsewhere-" + number)
			.filter((user) -> KeyPartitioner.partition(user, 6) != partition)
			.findFirst()
			.orElseThrow();
		this.service.redis.delete("{inbox." + epoch + "." + partition + "}:fence");
		assertThat(this.service.get(inbox("fenced")).isRetryable503()).isTrue();
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.service.management("/actuator/health").body())
				.contains("has lost its fence", "redis-cli DEL 'millrace:{inbox}:generation'"));
		assertThat(this.service.get(inbox("fenced")).isRetryable503()).isTrue();
		assertThat(this.service.get(inbox(elsewhere)).status()).isEqualTo(200);

		this.service.redis.delete("millrace:{inbox}:generation");
		awaitAnswer("fenced");
		assertThat(this.service.get(inbox("fenced")).titles()).isEqualTo(newestFirst(2, 0));
		assertThat(this.service.get(inbox("fenced")).json().get("epoch").asString()).isNotEqualTo(epoch);
		await().atMost(PATIENCE).until(() -> this.service.management("/actuator/health").status() == 200);
	}

	@Test
	void takesActionsWhileRedisIsAway() {
		tell("patient", 0, 3);
		String id = this.service.newest("patient").get("id").asString();
		this.service.backends.killRedis();
		Answer read = this.service.get(inbox("patient"));
		assertThat(read.isRetryable503()).as(read.body()).isTrue();
		Answer action = this.service.post("/v1/notifications/" + id + "/read?user=patient");
		assertThat(action.status()).as(action.body()).isEqualTo(202);
		assertThat(this.service.post("/v1/notifications/read-all?user=patient").isRetryable503())
			.as("which revision the user sees can't be told")
			.isTrue();
		this.service.backends.restartRedis();
		awaitAnswer("patient");
		assertThat(this.service.newest("patient").has("readAt")).isTrue();
		assertThat(this.service.get("/v1/notifications/count?user=patient").json().get("unread").asInt()).isEqualTo(2);
	}

	@Test
	void decidesOnceWhateverBecomesOfItsTransactions() {
		this.failures.set(20);
		List<String> users = IntStream.range(0, 12).mapToObj((number) -> "struck-" + number).toList();
		for (int i = 0; i < 10; i++) {
			for (String user : users) {
				this.service.tell(user, i);
			}
		}
		users.forEach((user) -> this.service.awaitNewest(user, 9));
		assertThat(this.failures).as("transactions that are still to fail").hasValue(0);
		Map<String, Integer> appended = new HashMap<>();
		this.service.records("inbox-log")
			.forEach((record) -> appended.merge(new String(record.key(), StandardCharsets.UTF_8), 1, Integer::sum));
		assertThat(users).allSatisfy((user) -> {
			assertThat(this.service.get(inbox(user)).titles()).isEqualTo(newestFirst(9, 0));
			assertThat(appended).containsEntry(user, 10);
		});
	}

	@Test
	void stopsVisiblyWithoutItsPosition() throws Exception {
		tell("placed", 0, 3);
		this.service.stop();
		await().ignoreExceptions()
			.atMost(PATIENCE)
			.untilAsserted(() -> this.service.admin.deleteConsumerGroups(List.of("notification")).all().get());
		this.service.start();
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.service.management("/actuator/health").body())
				.contains("group notification has lost its position", "--reset-offsets"));
		assertThat(this.service.get(inbox("placed")).titles()).as("reading goes on").hasSize(3);

		setPosition("of-another-topic");
		this.service.start();
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.service.management("/actuator/health").body())
				.contains("the position is of another topic that had the same name (of-another-topic)"));

		// As Kafka's own tool does.
		setPosition("");
		this.service.start();
		this.service.tell("placed", 3);
		this.service.awaitNewest("placed", 3);
		assertThat(this.service.get(inbox("placed")).titles()).as("decided again, and no item twice")
			.isEqualTo(newestFirst(3, 0));
	}

	/** Sets the group back to the beginning. */
	private void setPosition(String metadata) {
		this.service.stop();
		Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
		IntStream.range(0, 6)
			.forEach((partition) -> positions.put(new TopicPartition(NotificationFixture.EVENTS, partition),
					new OffsetAndMetadata(0, metadata)));
		await().ignoreExceptions()
			.atMost(PATIENCE)
			.untilAsserted(() -> this.service.admin.alterConsumerGroupOffsets("notification", positions).all().get());
	}

}
