package io.millrace.notification;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.millrace.notification.NotificationFixture.Answer;
import io.millrace.sink.log.ProcessingObserver;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.context.support.GenericApplicationContext;

import static io.millrace.notification.NotificationFixture.encode;
import static io.millrace.notification.NotificationFixture.inbox;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is set over REST, and what it does: rules, followers, preferences.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RulesIT {

	private NotificationFixture service;

	/** How often decide is still to fail, with a part of a fan-out sent. */
	private final AtomicInteger failures = new AtomicInteger();

	private final AtomicInteger struck = new AtomicInteger();

	@BeforeAll
	void start() {
		this.service = new NotificationFixture();
		run();
	}

	private void run() {
		this.service.startWith((GenericApplicationContext context) -> context.registerBean("failing",
				ProcessingObserver.class, () -> this::strike));
		await().until(() -> this.service.get(inbox("nobody")).status() == 200);
	}

	private void strike(TopicPartition partition, long next) {
		if (partition.topic().equals(NotificationFixture.EVENTS)
				&& this.failures.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
			this.struck.incrementAndGet();
			throw new TimeoutException("struck at " + partition + "@" + next);
		}
	}

	@AfterAll
	void stop() {
		this.service.close();
	}

	private Answer put(String path, String body) {
		return this.service.method("PUT", path, "application/json", body);
	}

	private Answer delete(String path) {
		return this.service.method("DELETE", path);
	}

	private void rule(String name, String fields) {
		Answer answer = put("/v1/rules/" + name, "{" + fields + "}");
		assertThat(answer.status()).as(answer.body()).isIn(200, 201);
	}

	private void send(String type, String user, String id, String data) {
		this.service.send(NotificationFixture.EVENTS, null, user,
				NotificationFixture.event(user, id, data).replace("shop.buy", type));
	}

	private List<String> titles(String user) {
		return this.service.get(inbox(user) + "&limit=100").titles();
	}

	@Test
	void takesRulesWhileItRuns() {
		Answer made = put("/v1/rules/vip",
				"{\"eventType\":\"vip.*\",\"category\":\"vip\",\"title\":\"{{data.n}}\",\"condition\":\"data.n > 1\"}");
		assertThat(made.status()).as(made.body()).isEqualTo(201);
		long version = made.json().get("version").asLong();
		assertThat(made.json().get("origin").asString()).isEqualTo("api");
		assertThat(this.service.get("/v1/rules/vip").json()).isEqualTo(made.json());
		assertThat(this.service.get("/v1/rules")
			.json()
			.get("rules")
			.valueStream()
			.map((rule) -> rule.get("name").asString())).contains("told", "vip");
		for (int i = 0; i < 4; i++) {
			send("vip.came", "vip-user", "e" + i, "{\"n\":" + i + "}");
		}
		await().untilAsserted(() -> assertThat(titles("vip-user")).containsExactly("3", "2"));

		Answer changed = put("/v1/rules/vip",
				"{\"name\":\"vip\",\"eventType\":\"vip.*\",\"category\":\"vip\",\"title\":\"new {{data.n}}\"}");
		assertThat(changed.status()).isEqualTo(200);
		assertThat(changed.json().get("version").asLong()).isGreaterThan(version);
		send("vip.came", "vip-user", "e4", "{\"n\":0}");
		await().untilAsserted(() -> assertThat(titles("vip-user")).startsWith("new 0"));

		this.service.stop();
		run();
		assertThat(this.service.get("/v1/rules/vip").json().get("title").asString()).as("kept over a restart")
			.isEqualTo("new {{data.n}}");
		assertThat(delete("/v1/rules/vip").status()).isEqualTo(204);
		assertThat(this.service.get("/v1/rules/vip").status()).isEqualTo(404);
		assertThat(delete("/v1/rules/vip").status()).isEqualTo(404);
		send("vip.came", "vip-user", "e5", "{\"n\":5}");
		this.service.tell("vip-user", 6);
		this.service.awaitNewest("vip-user", 6);
		assertThat(titles("vip-user")).doesNotContain("new 5");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			told  | {"eventType":"x","category":"c","title":"t"}                          | 409
			a%20b | {"eventType":"x","category":"c","title":"t"}                          | 422
			r     | {"name":"other","eventType":"x","category":"c","title":"t"}           | 422
			r     | {"eventType":"x","category":"c"}                                      | 422
			r     | {"eventType":"x","category":"c","title":"t","colour":"red"}           | 422
			r     | {"eventType":"x","category":"c","title":"t","title":"u"}              | 422
			r     | {"eventType":"x","category":"c","title":"t","critical":"yes"}         | 422
			r     | {"eventType":"x","category":"c","title":"t","condition":"data.x >"}   | 422
			r     | {"eventType":"x","category":"c","title":"t","condition":"while(true)"}| 422
			r     | {"eventType":"x","category":"c","title":"{{#data}}"}                  | 422
			r     | {"eventType":                                                         | 422
			r     | null                                                                  | 422
			""")
	void refusesWhatIsNoRule(String name, String body, int status) {
		Answer answer = put("/v1/rules/" + name, body);
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.json().get("retryable").asBoolean()).isFalse();
		assertThat(this.service.get("/v1/rules/r").status()).isEqualTo(404);
	}

	@Test
	void refusesBodiesThatAreNone() {
		assertThat(this.service.method("PUT", "/v1/rules/r", "text/plain", "{}").status()).isEqualTo(415);
		assertThat(put("/v1/rules/r", " ".repeat(100_000)).status()).isEqualTo(413);
		assertThat(put("/v1/rules/r", "[".repeat(50_000)).status()).isEqualTo(422);
		assertThat(put("/v1/rules/r?x=1", "{}").status()).isEqualTo(400);
		assertThat(delete("/v1/rules/told").status()).isEqualTo(409);
	}

	@Test
	void updatesOneItemForEventsOfOneCollapseKey() {
		rule("likes", """
				"eventType":"photo.liked","recipients":"data.owner","category":"likes",\
				"title":"{{subject}} likes your photo","collapseKey":"{{data.photo}}\"""");
		for (int i = 0; i < 3; i++) {
			send("photo.liked", "fan-" + i, "l" + i, "{\"owner\":\"star\",\"photo\":1}");
			int likes = i + 1;
			await().until(() -> {
				JsonNode items = this.service.get(inbox("star")).json().get("items");
				return items.size() == 1 && items.get(0).path("count").asInt(1) == likes;
			});
		}
		JsonNode item = this.service.newest("star");
		assertThat(item.get("title").asString()).isEqualTo("fan-2 likes your photo");
		assertThat(item.get("eventId").asString()).isEqualTo("l2");
		assertThat(item.get("updatedAt").asString()).isGreaterThan(item.get("createdAt").asString());
		Answer read = this.service.post("/v1/notifications/" + item.get("id").asString() + "/archive?user=star");
		assertThat(read.json().get("unread").asInt()).isZero();
		send("photo.liked", "fan-1", "l1", "{\"owner\":\"star\",\"photo\":1}");
		send("photo.liked", "fan-9", "l9", "{\"owner\":\"star\",\"photo\":1}");
		send("photo.liked", "fan-9", "l10", "{\"owner\":\"star\",\"photo\":2}");
		await().until(() -> titles("star").size() == 2);
		await().untilAsserted(() -> {
			JsonNode old = this.service.get("/v1/notifications/" + item.get("id").asString() + "?user=star").json();
			assertThat(old.get("count").asInt()).as("a retry does not count").isEqualTo(4);
			assertThat(old.get("seq")).isEqualTo(item.get("seq"));
			assertThat(old.has("archivedAt")).as("unread again").isFalse();
		});
	}

	@Test
	void respectsPreferences() {
		rule("promo", "\"eventType\":\"promo.*\",\"category\":\"marketing\",\"title\":\"{{data.n}}\"");
		rule("alarm",
				"\"eventType\":\"alarm.*\",\"category\":\"marketing\",\"title\":\"!{{data.n}}\",\"critical\":true");
		String path = "/v1/preferences?user=" + encode("quiet/{user}");
		assertThat(this.service.get(path).body()).isEqualTo("{\"categories\":{}}");
		Answer set = put(path, "{\"categories\":{\"marketing\":{\"inbox\":false}}}");
		assertThat(set.status()).as(set.body()).isEqualTo(200);
		assertThat(this.service.get(path).json()).isEqualTo(set.json());
		send("promo.x", "quiet/{user}", "p1", "{\"n\":1}");
		send("alarm.x", "quiet/{user}", "a1", "{\"n\":2}");
		await().untilAsserted(() -> assertThat(titles("quiet/{user}")).containsExactly("!2"));
		put(path, "{\"categories\":{}}");
		send("promo.x", "quiet/{user}", "p2", "{\"n\":3}");
		await().untilAsserted(() -> assertThat(titles("quiet/{user}")).containsExactly("3", "!2"));
		for (String body : List.of("{}", "null", "[]", "{\"categories\":[]}", "{\"categories\":{\"a\":{}}}",
				"{\"categories\":{\"a\":null}}", "{\"categories\":{\"a\":{\"inbox\":\"no\"}}}",
				"{\"categories\":{\"\":{\"inbox\":true}}}", "{\"categories\":{\"a\":{\"inbox\":true,\"sms\":true}}}",
				"{\"categories\"", "{\"other\":1}")) {
			assertThat(put(path, body).status()).as(body).isEqualTo(422);
		}
		assertThat(put("/v1/preferences", "{\"categories\":{}}").status()).isEqualTo(400);
	}

	@Test
	void notifiesThoseWhoFollow() {
		rule("posts",
				"\"eventType\":\"post.new\",\"category\":\"news\",\"title\":\"{{data.t}}\",\"feed\":\"author-{{subject}}\"");
		List<String> followers = List.of("f/1", "{f}", "*", "😀", "f 4");
		followers.forEach((user) -> assertThat(
				this.service.method("PUT", "/v1/feeds/author-ann/followers?user=" + encode(user)).status())
			.isEqualTo(204));
		assertThat(this.service.get("/v1/feeds/author-ann/followers?user=" + encode("f/1"))
			.json()
			.get("follows")
			.asBoolean()).isTrue();
		send("post.new", "ann", "post-1", "{\"t\":\"one\"}");
		followers.forEach((user) -> await().untilAsserted(() -> assertThat(titles(user)).containsExactly("one")));
		assertThat(delete("/v1/feeds/author-ann/followers?user=" + encode("*")).status()).isEqualTo(204);
		assertThat(delete("/v1/feeds/author-ann/followers?user=" + encode("*")).status()).as("idempotent")
			.isEqualTo(204);
		send("post.new", "ann", "post-2", "{\"t\":\"two\"}");
		await().untilAsserted(() -> assertThat(titles("f 4")).containsExactly("two", "one"));
		assertThat(titles("*")).containsExactly("one");
		assertThat(titles("ann")).isEmpty();
		assertThat(this.service.method("PUT", "/v1/feeds/a%20b/followers?user=a").status()).isEqualTo(400);
		assertThat(this.service.method("PUT", "/v1/feeds/a/followers").status()).isEqualTo(400);
	}

	@Test
	void decidesALargeFanOutInPartsAndEachOnce() {
		rule("crowd",
				"\"eventType\":\"crowd.*\",\"recipients\":\"data.all\",\"category\":\"c\",\"title\":\"{{data.n}}\","
						+ "\"body\":\"" + "x".repeat(3_900) + "\"");
		rule("crowd-2",
				"\"eventType\":\"crowd.*\",\"recipients\":\"data.all\",\"category\":\"c\",\"title\":\"again {{data.n}}\"");
		List<String> users = IntStream.range(0, 3_000).mapToObj((i) -> "crowd-" + i).toList();
		String all = users.stream().map((user) -> "\"" + user + "\"").reduce((a, b) -> a + "," + b).orElseThrow();
		send("crowd.x", "caller", "before", "{\"n\":0,\"all\":[\"crowd-0\"]}");
		await().until(() -> titles("crowd-0").size() == 2);
		this.struck.set(0);
		this.failures.set(1);
		send("crowd.x", "caller", "many", "{\"n\":1,\"all\":[" + all + "]}");
		await().atMost(java.time.Duration.ofSeconds(60)).until(() -> titles("crowd-2999").size() == 2);
		this.failures.set(2);
		send("crowd.x", "caller", "many-2", "{\"n\":2,\"all\":[" + all + "]}");
		send("crowd.x", "caller", "after", "{\"n\":3,\"all\":[\"crowd-999\"]}");
		await().atMost(java.time.Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(titles("crowd-999")).containsExactly("again 3", "3", "again 2", "2",
					"again 1", "1"));
		assertThat(this.struck.get()).isEqualTo(3);
		List<String> keys = this.service.records("inbox-log")
			.stream()
			.filter((record) -> new String(record.key(), StandardCharsets.UTF_8).startsWith("crowd-"))
			.map((record) -> new String(record.key(), StandardCharsets.UTF_8)
					+ NotificationFixture.json(record.value()).get("title").asString())
			.toList();
		assertThat(keys).hasSize(2 + 2 * 3_000 + 2 * 3_000 + 2).hasSameSizeAs(new TreeSet<>(keys));
	}

	@Test
	void tellsWhatARuleWouldDo() {
		for (int i = 0; i < 5; i++) {
			send("dry.run", "dry", "d" + i, "{\"n\":" + i + "}");
		}
		String body = """
				{"rule":{"eventType":"dry.*","category":"c","title":"n is {{data.n}}","condition":"data.n >= 3"},"events":1000}""";
		Answer answer = this.service.post("/v1/rules/dry-run", "application/json", body);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		assertThat(answer.json().get("matched").asInt()).isEqualTo(5);
		assertThat(answer.json().get("notified").asInt()).isEqualTo(2);
		assertThat(answer.json().get("results").valueStream().map((result) -> result.path("title").asString("")))
			.containsExactlyInAnyOrder("n is 4", "n is 3", "", "", "");
		assertThat(titles("dry")).isEmpty();
		for (String broken : List.of("", "{}", "[]", "{\"rule\":{}}",
				"{\"rule\":{\"eventType\":\"x\",\"category\":\"c\"," + "\"title\":\"t\"},\"events\":0}", "{\"rule\":",
				"{\"ruel\":{}}")) {
			assertThat(this.service.post("/v1/rules/dry-run", "application/json", broken).status()).as(broken)
				.isIn(400, 422);
		}
	}

	@Test
	void tellsWhySomebodyWasNotifiedOrNot() {
		rule("why",
				"\"eventType\":\"why.*\",\"category\":\"why\",\"title\":\"{{data.n}}\",\"condition\":\"data.n > 1\"");
		put("/v1/preferences?user=why-2", "{\"categories\":{\"why\":{\"inbox\":false}}}");
		send("why.x", "why-1", "y1", "{\"n\":1}");
		send("why.x", "why-1", "y2", "{\"n\":2}");
		send("why.x", "why-2", "y3", "{\"n\":3}");
		await().until(() -> titles("why-1").size() == 1);
		JsonNode unmet = trace("y1");
		assertThat(unmet.get("event").get("topic").asString()).isEqualTo("user-events");
		assertThat(told(unmet, "why").get("outcome").asString()).isEqualTo("UNMET");
		assertThat(told(unmet, "told").get("reason").asString()).isEqualTo("looks at shop.* only");
		JsonNode notified = told(trace("y2"), "why");
		assertThat(notified.get("found").asString()).isEqualTo("PRESENT");
		assertThat(notified.get("notification").get("title").asString()).isEqualTo("2");
		delete("/v1/notifications/" + notified.get("notification").get("id").asString() + "?user=why-1");
		assertThat(told(trace("y2"), "why").get("found").asString()).isEqualTo("GONE");
		assertThat(told(trace("y3"), "why").get("outcome").asString()).isEqualTo("MUTED");
		assertThat(this.service.get("/v1/trace?source=/shop&id=never").status()).isEqualTo(404);
		for (String path : List.of("/v1/trace", "/v1/trace?id=x", "/v1/trace?source=a&id=b&from=yesterday",
				"/v1/trace?source=a&id=b&id=c", "/v1/trace?source=a&id=b&from=2026-01-01T00:00:00Z&from=x",
				"/v1/trace?source=a&id=b&to=c")) {
			assertThat(this.service.get(path).status()).as(path).isEqualTo(400);
		}
	}

	private JsonNode trace(String id) {
		Answer answer = this.service.get("/v1/trace?source=/shop&id=" + id);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer.json();
	}

	private static JsonNode told(JsonNode trace, String rule) {
		return trace.get("rules")
			.valueStream()
			.filter((told) -> told.get("rule").asString().equals(rule))
			.findFirst()
			.orElseThrow();
	}

}
