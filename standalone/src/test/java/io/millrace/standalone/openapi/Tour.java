package io.millrace.standalone.openapi;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.millrace.common.event.Identity;
import io.millrace.testsupport.Backends;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Goes through all operations, with every example, and has them answer in each way that
 * is described.
 */
@RequiredArgsConstructor
final class Tour {

	static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String NO_EVENT = "{\"type\":\"page.view\"}";

	private final Client client;

	private final Backends backends;

	void all() {
		InboxTour inboxes = new InboxTour(this.client);
		FiguresTour figures = new FiguresTour(this.client);
		inboxes.rules();
		figures.definitions();
		events();
		receipts();
		figures.figures();
		inboxes.inboxes();
		rebuilds("InboxRebuild");
		rebuilds("DashboardRebuild");
		new InferenceTour(this.client).all();
		description();
	}

	static void expect(int status, Answer answer) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
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
