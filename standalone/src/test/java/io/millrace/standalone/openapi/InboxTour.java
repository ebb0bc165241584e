package io.millrace.standalone.openapi;

import java.util.List;

import io.millrace.common.web.Cursor;
import lombok.RequiredArgsConstructor;

import static io.millrace.standalone.openapi.Tour.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Through the notification service.
 */
@RequiredArgsConstructor
final class InboxTour {

	private final Client client;

	/** Of a user for whom there is something. */
	void inboxes() {
		Answer inbox = inbox();
		items(inbox);
		sweeps();
		streams(inbox);
		audience();
		broadcasts();
		explanations();
		erasure();
	}

	private Client.Call ofAnn(String operation) {
		return this.client.call(operation).query("user", "ann");
	}

	void rules() {
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

	private Answer inbox() {
		await().atMost(Tour.PATIENCE)
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

	private void erasure() {
		expect(200, ofAnn("exportUser").send());
		await().atMost(Tour.PATIENCE).until(() -> ofAnn("eraseUser").send().status() == 204);
	}

}
