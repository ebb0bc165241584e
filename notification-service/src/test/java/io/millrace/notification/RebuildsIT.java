package io.millrace.notification;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import io.millrace.common.topic.KeyPartitioner;
import io.millrace.notification.NotificationFixture.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.ScanOptions;

import static io.millrace.notification.NotificationFixture.inbox;
import static io.millrace.notification.NotificationFixture.newestFirst;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * All inboxes are rebuilt from the log while two nodes go on serving them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RebuildsIT {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String ALL = "&limit=100&state=unread,read,archived,snoozed";

	private static final String[] OPTIONS = { "--millrace.notification.inbox.cleanup-interval=1s",
			"--millrace.notification.live.check-interval=1s" };

	private NotificationFixture service;

	private ConfigurableApplicationContext second;

	@BeforeAll
	void start() {
		this.service = new NotificationFixture().start(OPTIONS);
		this.second = this.service.launch(NotificationApplication.application(), OPTIONS);
		await().atMost(PATIENCE).until(() -> this.service.get(inbox("nobody")).status() == 200);
	}

	@AfterAll
	void stop() {
		this.second.close();
		this.service.close();
	}

	@Test
	void everyInboxIsTheSameInAnotherEpochAndNobodyNoticesTheSwitch() throws Exception {
		Map<String, JsonNode> before = acted();
		String epoch = epoch();
		String damaged = damage(epoch);
		AtomicBoolean done = new AtomicBoolean();
		Queue<Answer> reads = new ConcurrentLinkedQueue<>();
		Queue<Answer> actions = new ConcurrentLinkedQueue<>();
		StreamedInbox device = new StreamedInbox(this.service, "busy", true, 1);
		List<Thread> threads = List.of(Thread.startVirtualThread(() -> tell(done)),
				Thread.startVirtualThread(() -> read(done, reads)), Thread.startVirtualThread(() -> act(done, actions)),
				Thread.startVirtualThread(() -> watch(done, device)));
		await().atMost(PATIENCE).until(() -> reads.size() > 20 && actions.size() > 5);

		String id = begin();
		Answer again = this.service.post("/v1/inbox-rebuilds");
		await().atMost(PATIENCE).until(() -> !status(id).get("status").asString().equals("running"));
		int during = reads.size();
		await().atMost(PATIENCE).until(() -> reads.size() > during + 50);
		done.set(true);
		for (Thread thread : threads) {
			thread.join();
		}

		assertThat(again.status()).as("a second one meanwhile: %s", again.body()).isIn(409, 202);
		JsonNode ended = status(id);
		assertThat(ended.get("status").asString()).as(ended.toString()).isEqualTo("completed");
		assertThat(ended.get("progress").asDouble()).isEqualTo(1);
		assertThat(ended.get("joined").asInt()).isEqualTo(6);
		assertThat(epoch()).isEqualTo(id).isNotEqualTo(epoch);
		assertThat(reads).allSatisfy((answer) -> assertThat(answer.status()).as(answer.body()).isEqualTo(200));
		assertThat(reads.stream().map((answer) -> answer.json().get("epoch").asString()).distinct())
			.containsExactly(epoch, id);
		assertThat(reads.stream().map((answer) -> answer.json().get("revision").asLong()).toList())
			.as("what is read never goes back")
			.isSorted();
		assertThat(actions).allSatisfy((answer) -> assertThat(answer.status()).as(answer.body()).isIn(200, 202));
		before.forEach((user, list) -> assertThat(list(user).get("items")).as(user).isEqualTo(list.get("items")));
		assertThat(this.service.get("/v1/notifications/" + damaged + "?user=states").status())
			.as("it came from the log, and not from what was there")
			.isEqualTo(200);
		int port = this.service.port("local.server.port");
		device.watch(new int[] { port }, 2_000);
		assertThat(device.resets).isPositive();
		assertThat(device.view()).isEqualTo(device.truth(port));
		await().atMost(PATIENCE).until(() -> isGone(epoch));
		before.forEach((user, list) -> assertThat(list(user).get("items")).as(user).isEqualTo(list.get("items")));
	}

	/** Users to whom nothing happens any more, with items in every state. */
	private Map<String, JsonNode> acted() {
		Map<String, JsonNode> lists = new HashMap<>();
		for (String user : List.of("states", "{braces}", "清/..")) {
			IntStream.range(0, 12).forEach((number) -> this.service.tell(user, number));
			this.service.awaitNewest(user, 11);
			List<String> ids = list(user).get("items").valueStream().map((item) -> item.get("id").asString()).toList();
			String of = "?user=" + NotificationFixture.encode(user);
			this.service.post("/v1/notifications/" + ids.get(0) + "/read" + of);
			this.service.post("/v1/notifications/" + ids.get(1) + "/archive" + of);
			this.service.post("/v1/notifications/" + ids.get(2) + "/snooze" + of, "application/json",
					"{\"until\":\"" + Instant.now().plus(Duration.ofHours(1)) + "\"}");
			this.service.method("DELETE", "/v1/notifications/" + ids.get(3) + of);
			this.service.post("/v1/notifications/" + ids.get(0) + "/unread" + of);
			this.service.post("/v1/notifications/" + ids.get(4) + "/read" + of);
			lists.put(user, list(user));
		}
		assertThat(list("states").get("items")).hasSize(11);
		return lists;
	}

	/** Takes an item out of the inbox that is read, which only the log can bring back. */
	private String damage(String epoch) {
		String id = list("states").get("items").get(5).get("id").asString();
		String slot = "{inbox." + epoch + "." + KeyPartitioner.partition("states", 6) + "}:";
		assertThat(this.service.redis.opsForZSet().remove(slot + "order:states", id)).isEqualTo(1);
		assertThat(this.service.redis.opsForHash().delete(slot + "items:states", id)).isEqualTo(1);
		return id;
	}

	private void tell(AtomicBoolean done) {
		int number = 0;
		while (!done.get()) {
			this.service.tell("busy", number++);
		}
		this.service.awaitNewest("busy", number - 1);
	}

	private void read(AtomicBoolean done, Queue<Answer> answers) {
		while (!done.get()) {
			answers.add(this.service.get(inbox("busy")));
		}
	}

	private void act(AtomicBoolean done, Queue<Answer> answers) {
		this.service.tell("acting", 0);
		this.service.awaitNewest("acting", 0);
		String item = "/v1/notifications/" + this.service.newest("acting").get("id").asString();
		for (int i = 0; !done.get(); i++) {
			answers.add(this.service.post(item + ((i % 2 == 0) ? "/read" : "/unread") + "?user=acting"));
		}
	}

	private void watch(AtomicBoolean done, StreamedInbox device) {
		int[] ports = { this.service.port("local.server.port"),
				Integer.parseInt(this.second.getEnvironment().getRequiredProperty("local.server.port")) };
		try {
			while (!done.get()) {
				device.watch(ports, 500);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void oneThatIsGivenUpLeavesWhatIsReadAsItWas() {
		IntStream.range(0, 5).forEach((number) -> this.service.tell("patient", number));
		this.service.awaitNewest("patient", 4);
		String epoch = epoch();
		List<String> told = new ArrayList<>();
		// It may be done before it can be given up.
		await().atMost(PATIENCE).until(() -> {
			String id = begin();
			told.add(this.service.method("DELETE", "/v1/inbox-rebuilds/" + id).json().get("status").asString());
			return told.getLast().equals("cancelled");
		});
		assertThat(told.size() > 1 || epoch().equals(epoch)).isTrue();
		assertThat(this.service.get(inbox("patient")).titles()).isEqualTo(newestFirst(4, 0));
		String next = begin();
		assertThat(status(next).get("id").asString()).isEqualTo(next);
		await().atMost(PATIENCE).until(() -> status(next).get("status").asString().equals("completed"));
	}

	@Test
	void whatIsNoRebuildIsNotFound() {
		for (String id : List.of("never", "..", "%2F", "*", "%F0%9F%98%80", "%7B%7D")) {
			assertThat(this.service.get("/v1/inbox-rebuilds/" + id).status()).as(id).isIn(400, 404);
			assertThat(this.service.method("DELETE", "/v1/inbox-rebuilds/" + id).status()).as(id).isIn(400, 404, 405);
		}
		assertThat(this.service.post("/v1/inbox-rebuilds?from=0").status()).isEqualTo(400);
		assertThat(this.service.get("/v1/inbox-rebuilds").status()).isEqualTo(405);
	}

	private String begin() {
		Answer started = this.service.post("/v1/inbox-rebuilds");
		assertThat(started.status()).as(started.body()).isEqualTo(202);
		String id = started.json().get("id").asString();
		assertThat(started.headers()).containsEntry("location", List.of("/v1/inbox-rebuilds/" + id));
		return id;
	}

	private JsonNode status(String id) {
		return this.service.get("/v1/inbox-rebuilds/" + id).json();
	}

	private JsonNode list(String user) {
		return this.service.get(inbox(user) + ALL).json();
	}

	private String epoch() {
		return list("nobody").get("epoch").asString();
	}

	private boolean isGone(String epoch) {
		try (var keys = this.service.redis
			.scan(ScanOptions.scanOptions().match("{inbox." + epoch + ".*").count(1000).build())) {
			return !keys.hasNext();
		}
	}

}
