package io.millrace.standalone.openapi;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.millrace.common.event.Identity;
import io.millrace.common.web.Cursor;
import io.millrace.testsupport.Backends;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Goes through all operations, with every example, and has them answer in each way that
 * is described.
 */
@RequiredArgsConstructor
final class Tour {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String NO_EVENT = "{\"type\":\"page.view\"}";

	private final Client client;

	private final Backends backends;

	void all() {
		rules();
		definitions("Meter", "{\"aggregation\":\"sum\"}");
		definitions("Funnel", "{\"steps\":[]}");
		definitions("Retention", "{\"days\":0}");
		events();
		receipts();
		Answer inbox = inbox();
		items(inbox);
		sweeps();
		streams(inbox);
		audience();
		broadcasts();
		explanations();
		figures();
		erasure();
		rebuilds("InboxRebuild");
		rebuilds("DashboardRebuild");
		description();
	}

	private static void expect(int status, Answer answer) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
	}

	private Client.Call ofAnn(String operation) {
		return this.client.call(operation).query("user", "ann");
	}

	private void rules() {
		for (String example : List.of("condition", "collapsed", "feed")) {
			expect(201, this.client.call("putRule").path("name", example).example(example).send());
			expect(200, this.client.call("putRule").path("name", example).example(example).send());
			expect(200, this.client.call("getRule").path("name", example).send());
		}
		expect(422, this.client.call("putRule").json("{\"eventType\":\"order.paid\"}").send());
		expect(409, this.client.call("putRule").path("name", "configured").example("feed").send());
		expect(409, this.client.call("deleteRule").path("name", "configured").send());
		expect(404, this.client.call("getRule").send());
		expect(404, this.client.call("deleteRule").send());
		expect(200, this.client.call("listRules").send());
	}

	/** Of one kind. */
	private void definitions(String kind, String invalid) {
		for (Map.Entry<String, Operation.Example> example : this.client.examples("put" + kind).entrySet()) {
			expect(201, this.client.call("put" + kind).path("name", example.getKey()).example(example.getKey()).send());
			expect(200, this.client.call("put" + kind).path("name", example.getKey()).example(example.getKey()).send());
			expect(200, this.client.call("get" + kind).path("name", example.getKey()).send());
		}
		expect(422, this.client.call("put" + kind).json(invalid).send());
		expect(409, this.client.call("put" + kind).path("name", "configured").anyExample().send());
		expect(409, this.client.call("delete" + kind).path("name", "configured").send());
		expect(404, this.client.call("get" + kind).path("name", "none").send());
		expect(404, this.client.call("delete" + kind).path("name", "none").send());
		expect(200, this.client.call("list" + kind + "s").send());
		expect(201, this.client.call("put" + kind).path("name", "short-lived").anyExample().send());
		expect(204, this.client.call("delete" + kind).path("name", "short-lived").send());
	}

	private void events() {
		for (String example : this.client.examples("postEvents").keySet()) {
			expect(202, this.client.call("postEvents").example(example).send());
			expect(200, this.client.call("validateEvents").example(example).send());
		}
		String some = "[{\"type\":\"page.view\",\"subject\":\"ann\"}," + NO_EVENT + ",7]";
		for (String operation : List.of("postEvents", "validateEvents")) {
			expect(207, this.client.call(operation).json(some).header("Prefer", "return=minimal").send());
			expect(422, this.client.call(operation).json(NO_EVENT).send());
			expect(422, this.client.call(operation).body("application/x-ndjson", "{broken\n").send());
		}
		expect(202,
				this.client.call("postEvents")
					.json("""
							[{"id":"t1","source":"/tour","type":"order.paid","subject":"ann","data":{"amount":500,"currency":"EUR"}},
							 {"type":"order.placed","subject":"ann","data":{"amount":20}},
							 {"type":"order.paid","subject":"ann"},
							 {"type":"photo.liked","subject":"ben","data":{"owner":"ann","photo":"p1"}},
							 {"type":"photo.liked","subject":"eve","data":{"owner":"ann","photo":"p1"}},
							 {"type":"page.view","subject":"ann","data":{"millis":120}}]""")
					.send());
		expect(202,
				this.client.call("postEvents")
					.header("ce-specversion", "1.0")
					.header("ce-type", "page.view")
					.header("ce-subject", "%C3%A4nn")
					.header("ce-id", "t2")
					.header("ce-source", "/tour")
					.body("text/plain", "not JSON")
					.send());
	}

	/** As the hold leaves them behind; Kafka need not go away for that. */
	private void receipts() {
		expect(404, this.client.call("getReceipt").query("id", "t1").query("source", "/tour").send());
		Identity name = Identity.of("/tour", "held", "");
		for (String left : List.of("held 1-1 1795000000000", "committed 1-1 1795000000000 42")) {
			this.backends.redis()
				.opsForValue()
				.set("{held.user-events.0}:receipt:%016x%016x".formatted(name.high(), name.low()), left);
			expect(200, this.client.call("getReceipt").query("id", "held").query("source", "/tour").send());
		}
	}

	private Answer inbox() {
		await().atMost(PATIENCE)
			.until(() -> ofAnn("countNotifications").send().json().path("total").asInt() >= 5
					&& ofAnn("listNotifications").send().body().contains("\"count\":2"));
		Answer first = ofAnn("listNotifications").query("limit", "2").query("state", "unread,read").send();
		expect(200, first);
		String next = first.json().get("next").asString();
		expect(200, ofAnn("listNotifications").query("before", next).query("category", "orders").send());
		expect(200, ofAnn("listNotifications").query("after", first.json().get("latest").asString()).send());
		expect(410, ofAnn("listNotifications").query("before", new Cursor("former", 1).encode()).send());
		return first;
	}

	private void items(Answer inbox) {
		String id = inbox.json().at("/items/0/id").asString();
		expect(200, ofAnn("getNotification").path("id", id).send());
		expect(404, ofAnn("getNotification").path("id", "A".repeat(22)).send());
		for (String action : List.of("read", "unread", "archive", "unarchive", "snooze", "unsnooze")) {
			String operation = action + "Notification";
			expect(200, ofAnn(operation).path("id", id).anyExample().send());
			expect(404, ofAnn(operation).path("id", "A".repeat(22)).anyExample().send());
			expect(200, ofAnn("listNotifications").query("state", "unread,read,archived,snoozed").send());
		}
		expect(422, ofAnn("snoozeNotification").path("id", id).json("{\"until\":\"2020-01-01T00:00:00Z\"}").send());
		expect(200, ofAnn("deleteNotification").path("id", id).send());
		expect(404, ofAnn("deleteNotification").path("id", "A".repeat(22)).send());
	}

	private void sweeps() {
		for (String operation : List.of("readAllNotifications", "archiveAllNotifications", "deleteAllNotifications")) {
			expect(200, this.client.call(operation).query("user", "ben").send());
			for (String example : this.client.examples(operation).keySet()) {
				expect(200, this.client.call(operation).query("user", "ben").example(example).send());
			}
		}
	}

	private void streams(Answer inbox) {
		String epoch = inbox.json().get("epoch").asString();
		assertThat(ofAnn("streamNotifications").send().events()).extracting(Answer.Event::name)
			.containsExactly("badge");
		assertThat(ofAnn("streamNotifications").query("since", epoch + ":0").send().events())
			.extracting(Answer.Event::name)
			.containsExactly("item");
		String before = epoch + ":" + inbox.json().get("revision").asString();
		assertThat(ofAnn("streamNotifications").query("since", before).events(2).send().events())
			.extracting(Answer.Event::name)
			.containsExactly("update", "badge");
		assertThat(ofAnn("streamNotifications").header("Last-Event-ID", "former:1").send().events())
			.extracting(Answer.Event::name)
			.containsExactly("reset");
	}

	private void audience() {
		expect(200, ofAnn("getPreferences").send());
		expect(200, ofAnn("putPreferences").example("muted").send());
		expect(200, ofAnn("getPreferences").send());
		expect(422, ofAnn("putPreferences").json("{\"categories\":{\"marketing\":{}}}").send());
		expect(200, ofAnn("getFollower").send());
		expect(204, ofAnn("followFeed").send());
		expect(200, ofAnn("getFollower").send());
		expect(204, ofAnn("unfollowFeed").send());
		expect(204, ofAnn("followFeed").send());
	}

	private void broadcasts() {
		for (Operation.Example example : this.client.examples("sendBroadcast").values()) {
			String id = example.value().get("id").asString();
			expect(201, this.client.call("sendBroadcast").json(example.text()).send());
			expect(200, this.client.call("sendBroadcast").json(example.text()).send());
			expect(409,
					this.client.call("sendBroadcast")
						.json("{\"id\":\"" + id + "\",\"category\":\"news\",\"title\":\"Another\"}")
						.send());
			expect(200, this.client.call("getBroadcast").path("id", id).send());
			expect(204, this.client.call("withdrawBroadcast").path("id", id).send());
			expect(200, this.client.call("getBroadcast").path("id", id).send());
		}
		expect(422, this.client.call("sendBroadcast").json("{\"category\":\"news\"}").send());
		expect(404, this.client.call("getBroadcast").path("id", "none").send());
		expect(404, this.client.call("withdrawBroadcast").path("id", "none").send());
		expect(200, this.client.call("listBroadcasts").send());
	}

	private void explanations() {
		expect(200, this.client.call("dryRunRule").example("dryRun").send());
		expect(422, this.client.call("dryRunRule").json("{\"rule\":{\"eventType\":\"order.*\"}}").send());
		Answer trace = this.client.call("traceEvent").query("source", "/tour").query("id", "t1").send();
		expect(200, trace);
		assertThat(trace.body()).contains("\"PRESENT\"", "\"outcome\":\"NOTIFIED\"");
		expect(404, this.client.call("traceEvent").query("source", "/tour").query("id", "none").send());
		expect(204, this.client.call("deleteRule").path("name", "collapsed").send());
	}

	private void figures() {
		Instant now = Instant.now();
		Client.Call all = this.client.call("query")
			.query("metrics", "events,users,count")
			.query("from", now.minus(Duration.ofHours(2)).toString())
			.query("to", now.plusSeconds(60).toString())
			.query("step", "15m")
			.query("tz", "Europe/Berlin")
			.query("orderBy", "-events,time")
			.query("limit", "100")
			.query("compare", "previous")
			.query("minOffset", minOffset());
		expect(200, all.send());
		expect(200, this.client.call("query").query("groupBy", "type").query("filter", "type==order.*").send());
		expect(200, this.client.call("query").query("metrics", "sum").query("groupBy", "data.currency").send());
		Answer percentiles = this.client.call("query").query("metrics", "percentiles").query("step", "all").send();
		assertThat(percentiles.body()).contains("\"p99\":120");
		expect(200, this.client.call("query").query("format", "csv").query("step", "all").send());
		expect(200, this.client.call("query").header("Accept", "text/csv").send());
		for (String example : this.client.examples("postQuery").keySet()) {
			expect(200, this.client.call("postQuery").example(example).send());
		}
		expect(200,
				this.client.call("getFunnelResult")
					.query("from", now.minus(Duration.ofDays(2)).toString())
					.query("to", now.plusSeconds(60).toString())
					.query("tz", "Europe/Berlin")
					.query("minOffset", minOffset())
					.send());
		expect(404, this.client.call("getFunnelResult").path("name", "none").send());
		Answer retention = this.client.call("getRetentionResult").path("name", "defaults").send();
		assertThat(retention.body()).contains("\"returned\"");
		expect(200,
				this.client.call("getRetentionResult").query("from", "2026-11-01").query("to", "2026-11-08").send());
		expect(404, this.client.call("getRetentionResult").path("name", "none").send());
		expect(200, this.client.call("getPipeline").send());
		expect(200, this.client.call("live").events(2).send());
	}

	/** Of an event that is counted by the time that it is asked for. */
	private String minOffset() {
		JsonNode result = this.client.call("postEvents").example("one").send().json().at("/results/0");
		return "%s-%d:%d".formatted(result.get("topic").asString(), result.get("partition").asInt(),
				result.get("offset").asLong());
	}

	private void erasure() {
		expect(200, ofAnn("exportUser").send());
		await().atMost(PATIENCE).until(() -> ofAnn("eraseUser").send().status() == 204);
	}

	private void rebuilds(String kind) {
		Answer started = started(kind, null);
		assertThat(started.header("Location")).endsWith("/" + started.json().get("id").asString());
		String id = started.json().get("id").asString();
		expect(409, this.client.call("start" + kind).send());
		expect(200, this.client.call("get" + kind).path("id", id).send());
		expect(200, this.client.call("cancel" + kind).path("id", id).send());
		expect(404, this.client.call("get" + kind).path("id", "none").send());
		expect(404, this.client.call("cancel" + kind).path("id", "none").send());
		String another = started(kind, id).json().get("id").asString();
		await().atMost(PATIENCE)
			.until(() -> Objects.equals(
					this.client.call("get" + kind).path("id", another).send().json().get("status").asString(),
					"completed"));
	}

	/** One that was given up may be being cleared away. */
	private Answer started(String kind, @Nullable String after) {
		Answer[] answer = new Answer[1];
		await().atMost(PATIENCE).until(() -> {
			answer[0] = this.client.call("start" + kind).send();
			return answer[0].status() == 202;
		});
		assertThat(answer[0].json().get("id").asString()).isNotEqualTo(after);
		return answer[0];
	}

	private void description() {
		Answer answer = this.client.call("getApiDescription").send();
		expect(200, answer);
		expect(304, this.client.call("getApiDescription").header("If-None-Match", answer.header("ETag")).send());
	}

}
