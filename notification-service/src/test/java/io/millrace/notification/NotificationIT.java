package io.millrace.notification;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.millrace.common.topic.KeyPartitioner;
import io.millrace.common.web.Cursor;
import io.millrace.notification.NotificationFixture.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static io.millrace.notification.NotificationFixture.inbox;
import static io.millrace.notification.NotificationFixture.newestFirst;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The service over HTTP, on a real Kafka and a real Redis.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotificationIT {

	private static final String UNKNOWN_ID = "AAAAAAAAAAAAAAAAAAAAAA";

	private NotificationFixture service;

	@BeforeAll
	void start() {
		this.service = new NotificationFixture().start("--millrace.notification.inbox.max-items=60",
				"--millrace.notification.rules[1].name=seller", "--millrace.notification.rules[1].event-type=shop.buy",
				"--millrace.notification.rules[1].category=sales",
				"--millrace.notification.rules[1].recipients=data.seller",
				"--millrace.notification.rules[1].title=Sold {{data.item}}",
				"--millrace.notification.rules[2].name=visited", "--millrace.notification.rules[2].event-type=shop.buy",
				"--millrace.notification.rules[2].category=visits",
				"--millrace.notification.rules[2].recipients=data.client",
				"--millrace.notification.rules[2].title=Visit {{data.n}}",
				"--millrace.notification.inbox.categories.sales.retention=3s",
				"--millrace.notification.inbox.categories.visits.max-items=3");
		await().until(() -> this.service.get(inbox("nobody")).status() == 200);
	}

	@AfterAll
	void stop() {
		this.service.close();
	}

	private void tell(String user, int from, int to) {
		IntStream.range(from, to).forEach((number) -> this.service.tell(user, number));
	}

	/** Waits until a user's inbox holds so many, and gives their titles, newest first. */
	private List<String> titles(String user, int count) {
		await().untilAsserted(() -> assertThat(this.service.get(inbox(user) + "&limit=100").titles()).hasSize(count));
		return this.service.get(inbox(user) + "&limit=100").titles();
	}

	@Test
	void keepsEachUsersOrder() {
		for (int i = 0; i < 40; i++) {
			for (int user = 0; user < 5; user++) {
				this.service.tell("ordered-" + user, i);
			}
		}
		for (int user = 0; user < 5; user++) {
			assertThat(titles("ordered-" + user, 40)).isEqualTo(newestFirst(39, 0));
		}
	}

	@Test
	void saysAllOfANotification() {
		this.service.tell("whole", "e 1", "{\"n\":1,\"amount\":12.50,\"name\":\"清 <b>\",\"list\":[1,null]}");
		titles("whole", 1);
		JsonNode item = this.service.newest("whole");
		assertThat(item.propertyNames()).containsExactlyInAnyOrder("id", "seq", "category", "title", "body", "data",
				"eventId", "createdAt");
		assertThat(item.get("category").asString()).isEqualTo("shop");
		assertThat(item.get("body").asString()).isEqualTo("shop.buy of whole");
		assertThat(item.get("eventId").asString()).isEqualTo("e 1");
		assertThat(item.get("data").toString())
			.isEqualTo("{\"n\":1,\"amount\":12.5,\"name\":\"清 <b>\",\"list\":[1,null]}");
		assertThat(this.service.get(inbox("whole")).body()).contains("\"amount\":12.50");
		assertThat(this.service.get("/v1/notifications/" + item.get("id").asString() + "?user=whole").json())
			.isEqualTo(item);
		Answer list = this.service.get(inbox("whole"));
		assertThat(list.json().get("revision").asLong()).isEqualTo(item.get("seq").asLong());
		assertThat(list.json().get("epoch").asString()).isNotEmpty();
		assertThat(list.json().has("next")).isFalse();
	}

	@Test
	void notifiesWhoeverAFieldNames() {
		this.service.tell("buyer", "1", "{\"n\":1,\"seller\":\"seller/1\",\"item\":\"<tea>\"}");
		this.service.tell("buyer", "2", "{\"n\":2,\"seller\":\"bad\\nname\",\"item\":\"pot\"}");
		assertThat(titles("buyer", 2)).containsExactly("2", "1");
		assertThat(titles("seller/1", 1)).containsExactly("Sold <tea>");
		assertThat(this.service.management("/actuator/metrics/millrace.decide.recipients.invalid").body())
			.contains("\"value\":1.0");
	}

	@Test
	void leavesOutLargeDataAndCutsLongTexts() {
		String large = "{\"n\":\"" + "ä".repeat(300) + "\",\"x\":\"" + "x".repeat(500_000) + "\"}";
		this.service.tell("large", "1", large);
		titles("large", 1);
		assertThat(this.service.newest("large").has("data")).isFalse();
		assertThat(this.service.newest("large").get("title").asString()).isEqualTo("ä".repeat(200));
	}

	@Test
	void keepsOnlyTheNewestItems() {
		tell("full", 0, 100);
		this.service.awaitNewest("full", 99);
		assertThat(titles("full", 60)).isEqualTo(newestFirst(99, 40));
		assertThat(this.service.get("/v1/notifications/count?user=full").json().get("unread").asInt()).isEqualTo(60);
	}

	@Test
	void givesPagesThatStayStableWhileItemsArrive() {
		tell("paged", 0, 45);
		titles("paged", 45);
		List<String> seen = new ArrayList<>();
		Answer page = this.service.get(inbox("paged") + "&limit=10");
		String latest = page.json().get("latest").asString();
		int arriving = 45;
		while (true) {
			seen.addAll(page.titles());
			if (!page.json().has("next")) {
				break;
			}
			int next = arriving++;
			this.service.tell("paged", next);
			this.service.awaitNewest("paged", next);
			page = this.service.get(inbox("paged") + "&limit=10&before=" + page.json().get("next").asString());
		}
		assertThat(seen).isEqualTo(newestFirst(44, 0));
		assertThat(this.service.get(inbox("paged") + "&after=" + latest).titles()).isEqualTo(newestFirst(48, 45));
		Answer newer = this.service.get(inbox("paged") + "&limit=3&after=" + latest);
		assertThat(newer.titles()).as("next to the cursor").isEqualTo(newestFirst(47, 45));
		assertThat(
				this.service.get(inbox("paged") + "&limit=3&after=" + newer.json().get("latest").asString()).titles())
			.containsExactly("48");
		assertThat(this.service.get(inbox("paged") + "&limit=2&before=" + newer.json().get("next").asString()).titles())
			.containsExactly("44", "43");
		Answer between = this.service
			.get(inbox("paged") + "&limit=1&after=" + latest + "&before=" + newer.json().get("latest").asString());
		assertThat(between.titles()).containsExactly("46");
	}

	@Test
	void keepsHostileUsersApart() {
		List<String> users = List.of("..", "a/b", "{x}", "}", "*", "%2F", "{}", "😀", "/", "%", "a b", "a+b",
				"a&user=b", "?", "order:x", "fence", "\"", "\\", "null", "清", "x".repeat(255), "x".repeat(254));
		for (int i = 0; i < users.size(); i++) {
			this.service.tell(users.get(i), i);
		}
		for (int i = 0; i < users.size(); i++) {
			assertThat(titles(users.get(i), 1)).as(users.get(i)).containsExactly(String.valueOf(i));
		}
		users.forEach((user) -> {
			JsonNode item = this.service.newest(user);
			assertThat(item.get("body").asString()).isEqualTo("shop.buy of " + user);
			Answer read = this.service.post("/v1/notifications/" + item.get("id").asString() + "/read?user="
					+ NotificationFixture.encode(user));
			assertThat(read.status()).as(user).isEqualTo(200);
			assertThat(read.json().get("unread").asInt()).as(user).isZero();
		});
		Set<String> ids = new HashSet<>();
		users.forEach((user) -> ids.add(this.service.newest(user).get("id").asString()));
		assertThat(ids).hasSameSizeAs(users);
	}

	@Test
	void decidesAPollThatIsTooMuchForOneTransaction() {
		String data = "{\"n\":%d,\"x\":\"" + "x".repeat(16_000) + "\"}";
		this.service.sendAll("user-events", "much",
				IntStream.range(0, 600)
					.mapToObj((number) -> NotificationFixture.event("much", "e" + number, data.formatted(number)))
					.toList());
		this.service.awaitNewest("much", 599);
		assertThat(titles("much", 60)).isEqualTo(newestFirst(599, 540));
		assertThat(this.service.records("inbox-log")
			.stream()
			.filter((record) -> new String(record.key(), StandardCharsets.UTF_8).equals("much"))
			.map((record) -> NotificationFixture.json(record.value()).get("title").asString()))
			.isEqualTo(newestFirst(599, 0).reversed());
	}

	@Test
	void notifiesOnceOfAnEventThatIsSentAgain() {
		for (int round = 0; round < 3; round++) {
			tell("again", 0, 20);
		}
		this.service.tell("again", 20);
		assertThat(titles("again", 21)).isEqualTo(newestFirst(20, 0));
		assertThat(this.service.records("inbox-log")
			.stream()
			.filter((record) -> new String(record.key(), StandardCharsets.UTF_8).equals("again"))).hasSize(21);
	}

	@Test
	void marksItemsReadAndUnread() {
		tell("reader", 0, 3);
		titles("reader", 3);
		String id = this.service.newest("reader").get("id").asString();
		Answer read = this.service.post("/v1/notifications/" + id + "/read?user=reader");
		assertThat(read.status()).isEqualTo(200);
		assertThat(read.json().get("unread").asInt()).isEqualTo(2);
		String readAt = read.json().get("notification").get("readAt").asString();
		long revision = read.json().get("revision").asLong();
		assertThat(this.service.get(inbox("reader")).json().get("revision").asLong()).isEqualTo(revision);
		assertThat(this.service.newest("reader").get("readAt").asString()).isEqualTo(readAt);

		Answer again = this.service.post("/v1/notifications/" + id + "/read?user=reader");
		assertThat(again.json()).as("idempotent").isEqualTo(read.json());

		assertThat(this.service.get(inbox("reader") + "&state=unread").titles()).containsExactly("1", "0");
		assertThat(this.service.get(inbox("reader") + "&state=read").titles()).containsExactly("2");
		assertThat(this.service.get(inbox("reader") + "&state=unread,read").titles()).hasSize(3);
		Answer unreadPage = this.service.get(inbox("reader") + "&state=unread&limit=1");
		assertThat(this.service
			.get(inbox("reader") + "&state=unread&limit=1&before=" + unreadPage.json().get("next").asString())
			.titles()).containsExactly("0");

		Answer unread = this.service.post("/v1/notifications/" + id + "/unread?user=reader");
		assertThat(unread.json().get("unread").asInt()).isEqualTo(3);
		assertThat(unread.json().get("notification").has("readAt")).isFalse();
		assertThat(unread.json().get("revision").asLong()).isGreaterThan(revision);
		assertThat(this.service.get("/v1/notifications/count?user=reader").json().get("unread").asInt()).isEqualTo(3);
		assertThat(this.service.get("/v1/notifications/count?user=reader").json().get("total").asInt()).isEqualTo(3);
	}

	@Test
	void readsAllThatTheUserHasSeen() {
		tell("sweeper", 0, 5);
		titles("sweeper", 5);
		long seen = this.service.get(inbox("sweeper")).json().get("revision").asLong();
		tell("sweeper", 5, 7);
		titles("sweeper", 7);
		Answer some = this.service.post("/v1/notifications/read-all?user=sweeper", "application/json",
				"{\"upTo\":" + seen + "}");
		assertThat(some.status()).isEqualTo(200);
		assertThat(some.json().get("unread").asInt()).isEqualTo(2);
		assertThat(this.service.get(inbox("sweeper") + "&state=unread").titles()).containsExactly("6", "5");
		Answer all = this.service.post("/v1/notifications/read-all?user=sweeper");
		assertThat(all.json().get("unread").asInt()).isZero();
		assertThat(this.service.post("/v1/notifications/read-all?user=sweeper").json()).as("idempotent")
			.isEqualTo(all.json());
		assertThat(this.service.post("/v1/notifications/read-all?user=somebody-new").json().get("unread").asInt())
			.isZero();
	}

	@Test
	void archivesSnoozesAndDeletes() {
		tell("tidy", 0, 6);
		titles("tidy", 6);
		List<String> ids = ids(inbox("tidy"));
		act("tidy", ids.get(5), "read");
		Answer archived = act("tidy", ids.get(5), "archive");
		assertThat(archived.json().get("unread").asInt()).isEqualTo(5);
		JsonNode item = archived.json().get("notification");
		assertThat(item.has("archivedAt")).isTrue();
		assertThat(item.has("readAt")).as("what was read stays read").isTrue();
		assertThat(act("tidy", ids.get(4), "archive").json().get("unread").asInt()).isEqualTo(4);
		Answer snoozed = this.service.post("/v1/notifications/" + ids.get(3) + "/snooze?user=tidy", "application/json",
				"{\"until\":\"" + Instant.now().plusSeconds(3_600) + "\"}");
		assertThat(snoozed.json().get("unread").asInt()).isEqualTo(3);
		assertThat(snoozed.json().get("notification").has("snoozedUntil")).isTrue();
		Answer deleted = this.service.method("DELETE", "/v1/notifications/" + ids.get(2) + "?user=tidy");
		assertThat(deleted.status()).isEqualTo(200);
		assertThat(deleted.json().get("unread").asInt()).isEqualTo(2);
		assertThat(deleted.json().has("notification")).isFalse();
		assertThat(this.service.method("DELETE", "/v1/notifications/" + ids.get(2) + "?user=tidy").json())
			.as("idempotent")
			.isEqualTo(deleted.json());
		assertThat(this.service.get("/v1/notifications/" + ids.get(2) + "?user=tidy").status()).isEqualTo(404);

		assertThat(this.service.get(inbox("tidy")).titles()).containsExactly("5", "4");
		assertThat(this.service.get(inbox("tidy") + "&state=archived").titles()).containsExactly("1", "0");
		assertThat(this.service.get(inbox("tidy") + "&state=snoozed").titles()).containsExactly("2");
		assertThat(this.service.get(inbox("tidy") + "&state=unread,read,archived,snoozed").titles())
			.containsExactly("5", "4", "2", "1", "0");

		assertThat(act("tidy", ids.get(3), "unsnooze").json().get("unread").asInt()).isEqualTo(3);
		assertThat(act("tidy", ids.get(5), "unarchive").json().get("unread").asInt()).isEqualTo(3);
		assertThat(act("tidy", ids.get(4), "unarchive").json().get("unread").asInt()).isEqualTo(4);
		assertThat(this.service.get(inbox("tidy") + "&state=read").titles()).containsExactly("0");
		assertThat(this.service.method("DELETE", "/v1/notifications/" + UNKNOWN_ID + "?user=tidy").status())
			.isEqualTo(404);
	}

	private List<String> ids(String path) {
		return this.service.get(path)
			.json()
			.get("items")
			.valueStream()
			.map((item) -> item.get("id").asString())
			.toList();
	}

	private Answer act(String user, String id, String action) {
		Answer answer = this.service.post("/v1/notifications/" + id + "/" + action + "?user=" + user);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer;
	}

	@Test
	void wakesWhatWasSnoozed() {
		tell("sleeper", 0, 2);
		titles("sleeper", 2);
		List<String> ids = ids(inbox("sleeper"));
		act("sleeper", ids.get(0), "read");
		Instant until = Instant.now().plusMillis(1_500);
		this.service.post("/v1/notifications/" + ids.get(0) + "/snooze?user=sleeper", "application/json",
				"{\"until\":\"" + until + "\"}");
		assertThat(this.service.get(inbox("sleeper")).titles()).containsExactly("0");
		await().untilAsserted(() -> assertThat(this.service.get(inbox("sleeper") + "&state=unread").titles())
			.containsExactly("1", "0"));
		assertThat(Instant.now()).isAfter(until);
		assertThat(this.service.records("inbox-log")
			.stream()
			.filter((record) -> new String(record.value(), StandardCharsets.UTF_8).contains("\"wake\"")
					&& new String(record.key(), StandardCharsets.UTF_8).equals("sleeper")))
			.as("records that woke it")
			.isNotEmpty();
	}

	@Test
	void removesWhatItsCategoryKeepsNoLonger() {
		this.service.tell("buyer-b", "1", "{\"n\":1,\"seller\":\"brief\",\"item\":\"tea\"}");
		titles("brief", 1);
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(this.service.get(inbox("brief")).titles()).isEmpty());
		assertThat(this.service.get("/v1/notifications/count?user=brief").json().get("unread").asInt()).isZero();
		titles("buyer-b", 1);
	}

	@Test
	void keepsOnlyAsManyOfACategoryAsItIsTo() {
		for (int i = 0; i < 6; i++) {
			this.service.tell("buyer-c", "e" + i, "{\"n\":" + i + ",\"client\":\"few\"}");
			this.service.tell("few", 10 + i);
		}
		// Which of the two partitions of events is decided first is not said.
		await().untilAsserted(() -> assertThat(this.service.get(inbox("few") + "&category=visits").titles())
			.containsExactly("Visit 5", "Visit 4", "Visit 3"));
		await().untilAsserted(() -> assertThat(this.service.get(inbox("few") + "&category=shop&limit=3").titles())
			.isEqualTo(newestFirst(15, 13)));
		Answer page = this.service.get(inbox("few") + "&category=visits&limit=2");
		assertThat(
				this.service.get(inbox("few") + "&category=visits&limit=2&before=" + page.json().get("next").asString())
					.titles())
			.containsExactly("Visit 3");
		assertThat(this.service.get(inbox("few") + "&category=none").titles()).isEmpty();
	}

	@Test
	void doesSomethingToAllOfACategory() {
		for (int i = 0; i < 3; i++) {
			this.service.tell("buyer-d", "e" + i, "{\"n\":" + i + ",\"client\":\"all\"}");
		}
		tell("all", 0, 3);
		titles("all", 6);
		assertThat(sweep("all", "read-all", "{\"category\":\"visits\"}")).isEqualTo(3);
		assertThat(sweep("all", "archive-all", "{\"state\":\"read\"}")).isEqualTo(3);
		assertThat(this.service.get(inbox("all")).titles()).isEqualTo(newestFirst(2, 0));
		assertThat(sweep("all", "delete-all", "{\"state\":\"archived\"}")).isEqualTo(3);
		assertThat(this.service.get(inbox("all") + "&state=archived").titles()).isEmpty();
		assertThat(sweep("all", "delete-all", "{}")).isZero();
		assertThat(this.service.get("/v1/notifications/count?user=all").json().get("total").asInt()).isZero();
	}

	private int sweep(String user, String action, String body) {
		Answer answer = this.service.post("/v1/notifications/" + action + "?user=" + user, "application/json", body);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer.json().get("unread").asInt();
	}

	@Test
	void doesNotBringBackWhatWasDeleted() {
		tell("gone", 0, 3);
		titles("gone", 3);
		String id = this.service.newest("gone").get("id").asString();
		this.service.method("DELETE", "/v1/notifications/" + id + "?user=gone");
		tell("gone", 0, 4);
		assertThat(titles("gone", 3)).containsExactly("3", "1", "0");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{}                                    | 400
			{"until":"tomorrow"}                  | 400
			{"until":17}                          | 400
			{"until":"2020-01-01T00:00:00Z"}      | 422
			{"until":"9999-01-01T00:00:00Z"}      | 422
			{"until":"2027-01-01"}                | 400
			{"til":"2027-01-01T00:00:00Z"}        | 400
			""")
	void refusesBrokenSnoozes(String body, int status) {
		Answer answer = this.service.post("/v1/notifications/" + UNKNOWN_ID + "/snooze?user=a", "application/json",
				body);
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
	}

	@Test
	void knowsNothingOfOthersItems() {
		this.service.tell("owner", 1);
		titles("owner", 1);
		String id = this.service.newest("owner").get("id").asString();
		for (String path : List.of("/v1/notifications/" + id + "?user=thief",
				"/v1/notifications/" + UNKNOWN_ID + "?user=owner", "/v1/notifications/short?user=owner")) {
			assertThat(this.service.get(path).status()).as(path).isEqualTo(404);
		}
		for (String action : List.of("read", "unread", "archive", "unarchive", "unsnooze")) {
			for (String path : List.of(id + "/" + action + "?user=thief", UNKNOWN_ID + "/" + action + "?user=owner",
					"short/" + action + "?user=owner", "..%00/" + action + "?user=owner")) {
				Answer answer = this.service.post("/v1/notifications/" + path);
				assertThat(answer.status()).as(path).isIn(400, 404);
				assertThat(answer.json().get("retryable").asBoolean()).isFalse();
			}
			assertThat(this.service.post("/v1/notifications/" + UNKNOWN_ID + "/" + action + "?user=owner").status())
				.isEqualTo(404);
		}
		assertThat(this.service.newest("owner").has("readAt")).isFalse();
	}

	@Test
	void tellsCursorsOfAnotherEpochFromWrongOnes() {
		Answer gone = this.service.get(inbox("any") + "&before=" + new Cursor("earlier", 17).encode());
		assertThat(gone.status()).isEqualTo(410);
		assertThat(gone.json().get("type").asString()).endsWith("/cursor-expired");
		assertThat(this.service.get(inbox("any") + "&after=" + new Cursor("earlier", 17).encode()).status())
			.isEqualTo(410);
		assertThat(this.service.get(inbox("any") + "&before=17").status()).isEqualTo(400);
	}

	@Test
	void setsMalformedEventsAsideAndGoesOn() {
		int partition = KeyPartitioner.partition("beside", 6);
		this.service.tell("beside", 1);
		List<String> malformed = List.of("", "null", "not json", "{}", "{\"specversion\":\"1.0\"}",
				NotificationFixture.event("a\nb", "1", "{}"));
		malformed.forEach((value) -> this.service.send("user-events", partition, "beside", value));
		this.service.tell("beside", 2);
		assertThat(titles("beside", 2)).containsExactly("2", "1");
		await().untilAsserted(() -> assertThat(this.service.records("user-events.notification.dlt")
			.stream()
			.filter((record) -> new String(record.key(), StandardCharsets.UTF_8).equals("beside"))
			.map((record) -> new String(record.value(), StandardCharsets.UTF_8))).isEqualTo(malformed));
		assertThat(this.service.records("user-events.notification.dlt"))
			.allMatch((record) -> record.headers().lastHeader("millrace-reason") != null
					&& record.headers().lastHeader("millrace-origin") != null);
	}

	@Test
	void setsMalformedEntriesAsideAndGoesOn() {
		int partition = KeyPartitioner.partition("log-user", 6);
		this.service.send("inbox-log", partition, "log-user", "{\"op\":\"explode\"}");
		this.service.send("inbox-log", partition, "log\nuser", "{\"op\":\"readAll\",\"upTo\":1}");
		this.service.send("inbox-log", (partition + 1) % 6, "log-user", "{\"op\":\"readAll\",\"upTo\":1}");
		this.service.tell("log-user", 1);
		assertThat(titles("log-user", 1)).containsExactly("1");
		await().untilAsserted(() -> assertThat(this.service.records("inbox-log.inbox.dlt")).hasSize(3));
	}

	@Test
	void tellsItsRules() {
		JsonNode rules = this.service.get("/v1/rules").json().get("rules");
		assertThat(rules.valueStream().map((rule) -> rule.get("name").asString())).containsExactly("told", "seller",
				"visited");
		assertThat(rules.get(1).toString()).isEqualTo("{\"name\":\"seller\",\"eventType\":\"shop.buy\","
				+ "\"recipients\":\"data.seller\",\"category\":\"sales\",\"title\":\"Sold {{data.item}}\",\"body\":\"\","
				+ "\"condition\":\"\",\"feed\":\"\",\"collapseKey\":\"\",\"critical\":false,\"channels\":[\"inbox\"],"
				+ "\"origin\":\"configuration\"}");
		assertThat(this.service.get("/v1/rules?name=told").status()).isEqualTo(400);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			GET    | /v1/notifications                                  | 400 | missing-parameter
			GET    | /v1/notifications?user=                            | 400 | invalid-parameter
			GET    | /v1/notifications?user=a%0Ab                       | 400 | invalid-parameter
			GET    | /v1/notifications?user=a%00                        | 400 | invalid-parameter
			GET    | /v1/notifications?user=%FF                         | 400 | invalid-parameter
			GET    | /v1/notifications?user=%ED%A0%80                   | 400 | invalid-parameter
			GET    | /v1/notifications?user=a&user=b                    | 400 | invalid-parameter
			GET    | /v1/notifications?user=a&lmit=3                    | 400 | unknown-parameter
			GET    | /v1/notifications?user=a&category=                 | 400 | invalid-parameter
			GET    | /v1/notifications?user=a&kind=c                    | 400 | unknown-parameter
			GET    | /v1/notifications?user=a&limit=0                   | 400 | invalid-parameter
			GET    | /v1/notifications?user=a&limit=101                 | 400 | invalid-parameter
			GET    | /v1/notifications?user=a&limit=x                   | 400 | invalid-parameter
			GET    | /v1/notifications?user=a&state=deleted             | 400 | invalid-parameter
			GET    | /v1/notifications?user=a&before=%                  | 400 | bad-request
			GET    | /v1/notifications?user=a&before=!!                 | 400 | invalid-cursor
			GET    | /v1/notifications/count                            | 400 | missing-parameter
			GET    | /v1/notifications/count?user=a&limit=1             | 400 | unknown-parameter
			GET    | /v1/notifications/AAAAAAAAAAAAAAAAAAAAAA           | 400 | missing-parameter
			GET    | /v1/notifications/AAAAAAAAAAAAAAAAAAAAAA/x?user=a  | 404 | not-found
			POST   | /v1/notifications/AAAAAAAAAAAAAAAAAAAAAA/read      | 400 | missing-parameter
			POST   | /v1/notifications/AAAAAAAAAAAAAAAAAAAAAA/read?user=a&at=1| 400 | unknown-parameter
			POST   | /v1/notifications/AAAAAAAAAAAAAAAAAAAAAA/archive?user=a  | 404 | not-found
			POST   | /v1/notifications/AAAAAAAAAAAAAAAAAAAAAA/shred?user=a  | 404 | not-found
			POST   | /v1/notifications/AAAAAAAAAAAAAAAAAAAAAA/snooze?user=a | 400 | bad-request
			POST   | /v1/notifications/archive-all                      | 400 | missing-parameter
			POST   | /v1/notifications/delete-all?user=a&state=read     | 400 | unknown-parameter
			POST   | /v1/notifications/read-all                         | 400 | missing-parameter
			POST   | /v1/notifications/read-all?user=a%0Db              | 400 | invalid-parameter
			POST   | /v1/notifications?user=a                           | 405 | method-not-allowed
			DELETE | /v1/notifications/AAAAAAAAAAAAAAAAAAAAAA?user=a    | 404 | not-found
			DELETE | /v1/notifications/short?user=a                     | 404 | not-found
			PUT    | /v1/notifications/AAAAAAAAAAAAAAAAAAAAAA?user=a    | 405 | method-not-allowed
			GET    | /v1/notifications/read-all?user=a                  | 404 | not-found
			GET    | /v2                                                | 404 | not-found
			""")
	void refusesBrokenRequests(String method, String path, int status, String problem) {
		Answer answer = this.service.method(method, path.replace("before=%", "before=%25"));
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.json().get("retryable").asBoolean()).isFalse();
		if (!path.contains("before=%")) {
			assertThat(answer.json().get("type").asString()).isEqualTo("https://millrace.dev/problems/" + problem);
		}
	}

	@Test
	void refusesUsersThatAreTooLong() {
		assertThat(this.service.get(inbox("x".repeat(256))).status()).isEqualTo(400);
		assertThat(this.service.get(inbox("😀".repeat(255))).status()).isEqualTo(200);
		assertThat(this.service.get(inbox("😀".repeat(256))).status()).isEqualTo(400);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			application/json                  | {"upTo":                      | 400
			application/json                  | {"upTo":"1"}                  | 400
			application/json                  | {"upto":1}                    | 400
			application/json                  | {"upTo":1,"upTo":2}           | 400
			application/json                  | null                          | 400
			application/json                  | [1]                           | 400
			text/plain                        | {"upTo":1}                    | 415
			application/x-www-form-urlencoded | upTo=1                        | 415
			""")
	void refusesBrokenBodies(String type, String body, int status) {
		Answer answer = this.service.post("/v1/notifications/read-all?user=a", type, body);
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.json().get("status").asInt()).isEqualTo(status);
	}

	@Test
	void refusesLargeAndDeepBodies() {
		assertThat(this.service
			.post("/v1/notifications/read-all?user=a", "application/json", "[".repeat(4_000) + "]".repeat(96))
			.status()).isEqualTo(400);
		assertThat(this.service.post("/v1/notifications/read-all?user=a", "application/json", " ".repeat(1_000_000))
			.status()).isEqualTo(413);
		assertThat(this.service.post("/v1/notifications/read-all?user=a", "application/json", " ".repeat(50_000_000))
			.status()).isEqualTo(413);
		assertThat(this.service.get(inbox("a")).status()).isEqualTo(200);
	}

}
