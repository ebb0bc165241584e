package io.millrace.notification;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.millrace.notification.NotificationFixture.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.RedisCallback;

import static io.millrace.notification.NotificationFixture.encode;
import static io.millrace.notification.NotificationFixture.inbox;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Broadcasts, and what is kept about a user, on two nodes.
 * {@code -Dmillrace.broadcast.users=10000} makes it as many inboxes that are filled when
 * one is sent.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BroadcastIT {

	private static final Pattern WRITES = Pattern.compile("cmdstat_(hset|hmset|hdel|zrem|del|pexpire|persist)$");

	private static final int USERS = Integer.getInteger("millrace.broadcast.users", 300);

	private NotificationFixture service;

	private ConfigurableApplicationContext second;

	@BeforeAll
	void start() {
		this.service = new NotificationFixture().start();
		this.second = this.service.launch(NotificationApplication.application());
		await().until(() -> this.service.get(inbox("nobody")).status() == 200);
	}

	@AfterAll
	void stop() {
		this.second.close();
		this.service.close();
	}

	private int secondPort() {
		return Integer.parseInt(this.second.getEnvironment().getRequiredProperty("local.server.port"));
	}

	private Answer send(String fields) {
		Answer answer = this.service.post("/v1/broadcasts", "application/json", "{" + fields + "}");
		assertThat(answer.status()).as(answer.body()).isIn(200, 201);
		return answer;
	}

	private int unread(String user) {
		return this.service.get("/v1/notifications/count?user=" + encode(user)).json().get("unread").asInt();
	}

	private void withdrawAll() {
		this.service.get("/v1/broadcasts")
			.json()
			.get("broadcasts")
			.forEach((one) -> this.service.method("DELETE", "/v1/broadcasts/" + one.get("id").asString()));
	}

	/**
	 * How often inboxes and fences were written to. What nodes tell of themselves is done
	 * by others.
	 */
	private long writes() {
		Properties stats = this.service.redis
			.execute((RedisCallback<Properties>) (connection) -> connection.serverCommands().info("commandstats"));
		return stats.stringPropertyNames()
			.stream()
			.filter((name) -> WRITES.matcher(name).find())
			.mapToLong((name) -> Long.parseLong(stats.getProperty(name).replaceAll("^calls=(\\d+).*", "$1")))
			.sum();
	}

	@Test
	void costsNothingToSendAndReachesWhoeverLooks() {
		this.service.sendAll(NotificationFixture.EVENTS, IntStream.range(0, USERS)
			.mapToObj((user) -> Map.entry("full-" + user, NotificationFixture.event("full-" + user, "e", "{\"n\":1}")))
			.toList());
		IntStream.range(0, USERS)
			.forEach((user) -> await().pollDelay(Duration.ZERO).until(() -> unread("full-" + user) == 1));
		long before = writes();
		assertThat(before).as("writes to Redis for filling").isGreaterThan(USERS);
		send("\"id\":\"news\",\"category\":\"news\",\"title\":\"Hello\",\"body\":\"all\"");
		long sending = writes() - before;
		assertThat(sending).as("writes to Redis").isLessThanOrEqualTo(10);
		for (int user = 0; user < USERS; user += 7) {
			assertThat(unread("full-" + user)).isEqualTo(2);
		}
		JsonNode item = this.service.newest("full-7");
		assertThat(item.get("title").asString()).isEqualTo("Hello");
		assertThat(item.get("eventId").asString()).isEqualTo("news");
		this.service.post("/v1/notifications/" + item.get("id").asString() + "/read?user=full-7");
		assertThat(unread("full-7")).isOne();
		assertThat(unread("full-14")).as("reading it changes nobody else's").isEqualTo(2);
		assertThat(this.service.get(inbox("late/joiner")).titles()).containsExactly("Hello");
		assertThat(this.service.get(secondPort(), inbox("full-7")).titles()).as("once, over all nodes")
			.containsExactly("Hello", "1");
		System.out.println("Broadcast to " + USERS + " inboxes: " + sending + " writes to Redis for sending it");
		withdrawAll();
	}

	@Test
	void isBroughtOnceHoweverManyLookAtOnce() {
		send("\"id\":\"race\",\"category\":\"news\",\"title\":\"Race\"");
		IntStream.range(0, 40)
			.parallel()
			.forEach((i) -> this.service.get((i % 2 == 0) ? secondPort() : this.service.port("local.server.port"),
					inbox("racer")));
		await().untilAsserted(() -> assertThat(this.service.get(inbox("racer")).titles()).containsExactly("Race"));
		String id = this.service.newest("racer").get("id").asString();
		this.service.method("DELETE", "/v1/notifications/" + id + "?user=racer");
		this.service.stop();
		this.service.start();
		await().until(() -> this.service.get(inbox("racer")).status() == 200);
		assertThat(this.service.get(inbox("racer")).titles()).as("what was deleted stays away").isEmpty();
		withdrawAll();
	}

	@Test
	void isForItsAudienceWhileItLasts() {
		assertThat(this.service.method("PUT", "/v1/feeds/vip/followers?user=fan").status()).isEqualTo(204);
		send("\"id\":\"vip\",\"category\":\"news\",\"title\":\"For fans\",\"audience\":\"'vip' in feeds || user == 'boss'\"");
		send("\"id\":\"over\",\"category\":\"news\",\"title\":\"Over\",\"expiresAt\":\"2020-01-01T00:00:00Z\"");
		send("\"id\":\"short\",\"category\":\"news\",\"title\":\"Short\",\"expiresAt\":\""
				+ Instant.now().plusSeconds(4) + "\"");
		assertThat(this.service.get(inbox("fan")).titles()).containsExactly("Short", "For fans");
		assertThat(this.service.get(inbox("boss")).titles()).containsExactly("Short", "For fans");
		assertThat(this.service.get(inbox("guest")).titles()).containsExactly("Short");
		await().untilAsserted(() -> assertThat(this.service.get(inbox("fan")).titles()).containsExactly("For fans"));
		assertThat(this.service.method("DELETE", "/v1/broadcasts/vip").status()).isEqualTo(204);
		assertThat(this.service.method("DELETE", "/v1/broadcasts/vip").status()).as("idempotent").isEqualTo(204);
		assertThat(this.service.get(inbox("fan")).titles()).isEmpty();
		assertThat(this.service.get("/v1/broadcasts/vip").json().get("withdrawn").asBoolean()).isTrue();
		this.service.put("/v1/preferences?user=mute", "{\"categories\":{\"news\":{\"inbox\":false}}}");
		send("\"id\":\"muted\",\"category\":\"news\",\"title\":\"Muted\"");
		assertThat(this.service.get(inbox("mute")).titles()).isEmpty();
		withdrawAll();
	}

	@Test
	void reachesThoseWhoWatch() {
		try (SseClient here = watch(this.service.port("local.server.port"), "watch-1");
				SseClient there = watch(secondPort(), "watch-2")) {
			await().until(() -> !here.events.isEmpty() && !there.events.isEmpty());
			send("\"id\":\"live\",\"category\":\"news\",\"title\":\"Live\"");
			for (SseClient client : List.of(here, there)) {
				await().untilAsserted(
						() -> assertThat(client.events).extracting(SseClient.Event::name).contains("item", "badge"));
				assertThat(client.events.getLast().json().get("unread").asInt()).isOne();
			}
		}
		withdrawAll();
	}

	private static SseClient watch(int port, String user) {
		return new SseClient("http://127.0.0.1:" + port + "/v1/notifications/stream?user=" + user, null);
	}

	@Test
	void tellsAndForgetsAllThatItKeepsOfAUser() {
		String user = "priv/ate";
		this.service.tell(user, 1);
		this.service.tell(user, 2);
		await().until(() -> this.service.get(inbox(user)).titles().size() == 2);
		this.service.post("/v1/notifications/" + this.service.newest(user).get("id").asString() + "/archive?user="
				+ encode(user));
		this.service.method("PUT", "/v1/feeds/a/followers?user=" + encode(user));
		this.service.put("/v1/preferences?user=" + encode(user), "{\"categories\":{\"x\":{\"inbox\":false}}}");
		JsonNode export = this.service.get("/v1/users/export?user=" + encode(user)).json();
		assertThat(export.get("notifications").valueStream().map((item) -> item.get("title").asString()))
			.containsExactly("2", "1");
		assertThat(export.get("feeds").toString()).isEqualTo("[\"a\"]");
		assertThat(export.get("preferences").get("categories").has("x")).isTrue();

		assertThat(this.service.method("DELETE", "/v1/users?user=" + encode(user)).status()).isEqualTo(204);
		assertThat(this.service.get(inbox(user) + "&state=unread,read,archived").titles()).isEmpty();
		JsonNode after = this.service.get("/v1/users/export?user=" + encode(user)).json();
		assertThat(after.get("notifications")).isEmpty();
		assertThat(after.get("feeds")).isEmpty();
		assertThat(after.get("preferences").get("categories")).isEmpty();
		this.service.tell(user, 3);
		await().until(() -> this.service.get(inbox(user)).titles().equals(List.of("3")));

		this.service.flushRedis();
		await().atMost(Duration.ofSeconds(60))
			.ignoreExceptions()
			.until(() -> this.service.get(inbox(user) + "&state=unread,read,archived").titles().equals(List.of("3")));
		assertThat(this.service.get("/v1/users/export").status()).isEqualTo(400);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{}                                                              | 422
			null                                                            | 422
			[]                                                              | 422
			{"category":"c"}                                                | 422
			{"category":"c","title":" "}                                    | 422
			{"category":"","title":"t"}                                     | 422
			{"category":"c","title":"t","audience":"user.has("}             | 422
			{"category":"c","title":"t","audience":"1 + 1"}                 | 422
			{"category":"c","title":"t","expiresAt":"tomorrow"}             | 422
			{"category":"c","title":"t","id":"a b"}                         | 422
			{"category":"c","title":"t","withdrawn":true}                   | 422
			{"category":"c","title":"t","colour":"red"}                     | 422
			""")
	void refusesWhatIsNoBroadcast(String body, int status) {
		Answer answer = this.service.post("/v1/broadcasts", "application/json", body);
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.json().get("retryable").asBoolean()).isFalse();
	}

	@Test
	void maySendAgainWhatHasAnId() {
		String fields = "\"id\":\"twice\",\"category\":\"news\",\"title\":\"Twice\"";
		assertThat(send(fields).status()).isEqualTo(201);
		assertThat(send(fields).status()).isEqualTo(200);
		assertThat(this.service
			.post("/v1/broadcasts", "application/json", "{\"id\":\"twice\",\"category\":\"news\",\"title\":\"Other\"}")
			.status()).isEqualTo(409);
		assertThat(this.service.get("/v1/broadcasts/never").status()).isEqualTo(404);
		withdrawAll();
	}

}
