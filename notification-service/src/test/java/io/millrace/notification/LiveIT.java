package io.millrace.notification;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.millrace.notification.NotificationFixture.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.core.RedisCallback;

import static io.millrace.notification.NotificationFixture.inbox;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Streams of inboxes, by hints alone: the look at the revisions comes too late to help.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveIT {

	private NotificationFixture service;

	@BeforeAll
	void start() {
		this.service = new NotificationFixture().start("--millrace.notification.live.check-interval=1m",
				"--millrace.sse.heartbeat=200ms", "--millrace.notification.live.max-streams-per-user=8");
		await().until(() -> this.service.get(inbox("nobody")).status() == 200);
	}

	@AfterAll
	void stop() {
		this.service.close();
	}

	private SseClient watch(String user, @Nullable String lastEventId) {
		return new SseClient("http://127.0.0.1:" + this.service.port("local.server.port")
				+ "/v1/notifications/stream?user=" + NotificationFixture.encode(user), lastEventId);
	}

	private static List<String> names(SseClient client) {
		return client.events.stream().map(SseClient.Event::name).toList();
	}

	private static void awaitEvents(SseClient client, int count) {
		await().untilAsserted(() -> assertThat(client.events).hasSizeGreaterThanOrEqualTo(count));
	}

	private Answer act(String user, String id, String action) {
		return this.service
			.post("/v1/notifications/" + id + "/" + action + "?user=" + NotificationFixture.encode(user));
	}

	@Test
	void listensToShardedChannelsWhereTheServerHasThem() {
		assumeTrue(this.service.backends.redisCluster().isEmpty(), "a cluster has them on several servers");
		RedisCallback<Boolean> has = (connection) -> !String
			.valueOf(Objects.requireNonNull(connection.serverCommands().info("server")).get("redis_version"))
			.startsWith("6.");
		String list = Boolean.TRUE.equals(this.service.redis.execute(has)) ? "SHARDCHANNELS" : "CHANNELS";
		String script = "return redis.call('PUBSUB', '" + list + "')";
		RedisCallback<List<?>> channels = (connection) -> Objects.requireNonNull(connection.scriptingCommands()
			.<List<?>>eval(script.getBytes(StandardCharsets.UTF_8), ReturnType.MULTI, 0));
		await().untilAsserted(() -> assertThat(this.service.redis.execute(channels)).as(list).hasSize(6));
	}

	@Test
	void refusesMoreStreamsThanOneUserMayHave() {
		List<SseClient> open = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			open.add(watch("crowded", null));
			awaitEvents(open.getLast(), 1);
		}
		Answer refused = this.service.get("/v1/notifications/stream?user=crowded");
		assertThat(refused.status()).isEqualTo(429);
		assertThat(refused.json().get("detail").asString()).contains("max-streams-per-user");
		try (SseClient other = watch("not-crowded", null)) {
			awaitEvents(other, 1);
		}
		open.removeFirst().close();
		// The heartbeat finds that it is gone.
		await().ignoreExceptions().untilAsserted(() -> {
			try (SseClient again = watch("crowded", null)) {
				awaitEvents(again, 1);
			}
		});
		open.forEach(SseClient::close);
	}

	@Test
	void tellsWhatHappensAsItHappens() {
		try (SseClient client = watch("viewer", null)) {
			awaitEvents(client, 1);
			assertThat(names(client)).containsExactly("badge");
			assertThat(client.events.getFirst().json().get("unread").asInt()).isZero();

			this.service.tell("viewer", 1);
			awaitEvents(client, 3);
			assertThat(names(client)).containsExactly("badge", "item", "badge");
			JsonNode came = client.events.get(1).json();
			JsonNode item = this.service.newest("viewer");
			assertThat(came.get("notification")).isEqualTo(item);
			assertThat(came.get("unread").asInt()).isOne();
			assertThat(client.events.get(1).lastEventId()).as("only the last of a revision has an id")
				.isEqualTo(client.events.get(0).lastEventId());
			Badge badge = badge("viewer");
			assertThat(client.events.get(2).lastEventId()).isEqualTo(badge.id());

			act("viewer", item.get("id").asString(), "read");
			awaitEvents(client, 5);
			assertThat(names(client)).endsWith("update", "badge");
			assertThat(client.events.get(3).json().get("notification").has("readAt")).isTrue();
			assertThat(client.events.get(4).json().get("unread").asInt()).isZero();

			this.service.method("DELETE", "/v1/notifications/" + item.get("id").asString() + "?user=viewer");
			awaitEvents(client, 7);
			assertThat(client.events.get(5).name()).isEqualTo("update");
			assertThat(client.events.get(5).json().get("deleted").asString()).isEqualTo(item.get("id").asString());
		}
	}

	private record Badge(String epoch, long revision) {

		String id() {
			return this.epoch + ":" + this.revision;
		}

	}

	private Badge badge(String user) {
		JsonNode badge = this.service.get("/v1/notifications/count?user=" + NotificationFixture.encode(user)).json();
		return new Badge(badge.get("epoch").asString(), badge.get("revision").asLong());
	}

	@Test
	void resumesWithoutAGap() {
		this.service.tell("away", 1);
		this.service.awaitNewest("away", 1);
		String first = this.service.newest("away").get("id").asString();
		String seen;
		try (SseClient client = watch("away", null)) {
			awaitEvents(client, 1);
			seen = client.lastEventId();
		}
		act("away", first, "archive");
		for (int i = 2; i < 6; i++) {
			this.service.tell("away", i);
		}
		this.service.awaitNewest("away", 5);
		try (SseClient client = watch("away", seen)) {
			awaitEvents(client, 6);
			assertThat(names(client)).containsExactly("item", "item", "item", "item", "update", "badge");
			assertThat(client.events.stream()
				.limit(5)
				.map((event) -> event.json().get("notification").get("title").asString()))
				.containsExactly("2", "3", "4", "5", "1");
			assertThat(client.events.get(5).json().get("unread").asInt()).isEqualTo(4);
			assertThat(client.lastEventId()).isEqualTo(badge("away").id());
		}
	}

	@Test
	void saysSoWhereItCannotResume() {
		this.service.tell("resetter", 0);
		this.service.awaitNewest("resetter", 0);
		Badge before = badge("resetter");
		for (int i = 1; i < 150; i++) {
			this.service.tell("resetter", i);
		}
		this.service.awaitNewest("resetter", 149);
		Badge now = badge("resetter");
		for (String position : List.of(before.id(), "earlier:" + now.revision(), now.epoch() + ":999999999", "17",
				"x:y", now.epoch() + ":-1", "\u00e9")) {
			try (SseClient client = watch("resetter", position)) {
				awaitEvents(client, 1);
				assertThat(names(client)).as(position).containsExactly("reset");
				assertThat(client.events.getFirst().json().get("unread").asInt()).isEqualTo(150);
				assertThat(client.lastEventId()).isEqualTo(now.id());
			}
		}
		try (SseClient client = watch("resetter", now.id())) {
			await().during(java.time.Duration.ofMillis(700)).until(client.events::isEmpty);
		}
	}

	@Test
	void beginsWhereAListHasEnded() {
		this.service.tell("pager", 1);
		this.service.awaitNewest("pager", 1);
		Badge seen = badge("pager");
		this.service.tell("pager", 2);
		this.service.awaitNewest("pager", 2);
		try (SseClient client = new SseClient("http://127.0.0.1:" + this.service.port("local.server.port")
				+ "/v1/notifications/stream?user=pager&since=" + seen.id(), null)) {
			awaitEvents(client, 2);
			assertThat(names(client)).containsExactly("item", "badge");
		}
		assertThat(this.service.get("/v1/notifications/stream?user=pager&since=17").status()).isEqualTo(400);
		assertThat(this.service.get("/v1/notifications/stream?user=pager&after=1").status()).isEqualTo(400);
		assertThat(this.service.get("/v1/notifications/stream").status()).isEqualTo(400);
		assertThat(this.service.get("/v1/notifications/stream?user=a%0Ab").status()).isEqualTo(400);
	}

	@Test
	void tellsEachOnlyOfTheirOwn() {
		List<String> users = List.of("own", "own ", "{own}", "*", "17 own");
		List<SseClient> clients = users.stream().map((user) -> watch(user, null)).toList();
		try {
			clients.forEach((client) -> awaitEvents(client, 1));
			for (int i = 0; i < users.size(); i++) {
				this.service.tell(users.get(i), i);
			}
			clients.forEach((client) -> awaitEvents(client, 3));
			for (int i = 0; i < users.size(); i++) {
				assertThat(clients.get(i).events).hasSize(3);
				assertThat(clients.get(i).events.get(1).json().get("notification").get("title").asString())
					.isEqualTo(String.valueOf(i));
			}
		}
		finally {
			clients.forEach(SseClient::close);
		}
	}

	@Test
	void tellsWhatTheClockDoes() {
		this.service.tell("snoozer", 1);
		this.service.awaitNewest("snoozer", 1);
		String id = this.service.newest("snoozer").get("id").asString();
		try (SseClient client = watch("snoozer", null)) {
			awaitEvents(client, 1);
			this.service.post("/v1/notifications/" + id + "/snooze?user=snoozer", "application/json",
					"{\"until\":\"" + Instant.now().plusSeconds(1) + "\"}");
			awaitEvents(client, 5);
			assertThat(client.events.get(1).json().get("notification").has("snoozedUntil")).isTrue();
			assertThat(client.events.get(2).json().get("unread").asInt()).isZero();
			assertThat(client.events.get(3).json().get("notification").has("snoozedUntil")).isFalse();
			assertThat(client.events.get(4).json().get("unread").asInt()).isOne();
		}
	}

}
