package io.millrace.inference;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import io.millrace.inference.InferenceFixture.Answer;
import io.millrace.inference.model.Computed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static io.millrace.inference.InferenceFixture.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What events say is computed before anybody asks for it.
 */
class PrewarmIT {

	private static final String RULE = "--millrace.inference.prewarm.rules[0].";

	private static final InferenceFixture fixture = new InferenceFixture();

	@BeforeAll
	static void start() {
		start(fixture);
		// It begins with what comes after its first start.
		await().until(() -> {
			change("is it there?");
			return fixture.sum("millrace.inference.prewarm.matched") > 0;
		});
	}

	private static void start(InferenceFixture fixture) {
		fixture.start(RULE + "event-type=product.*", RULE + "field=data.description", RULE + "model=" + MODEL);
	}

	@AfterAll
	static void stop() {
		fixture.close();
	}

	private static void change(String description) {
		event("product.changed", "{\"description\":" + JsonMapper.shared().writeValueAsString(description) + "}");
	}

	private static void event(String type, String data) {
		String event = """
				{"specversion":"1.0","id":"%s","source":"/shop","type":"%s","subject":"u1",\
				"time":"2026-11-22T10:00:00Z","data":%s}""".formatted(UUID.randomUUID(), type, data);
		fixture.send("user-events", "u1".getBytes(StandardCharsets.UTF_8), event.getBytes(StandardCharsets.UTF_8));
	}

	private static Answer ifCached(String text) {
		return fixture.embed(0, text, "Cache-Control", "only-if-cached");
	}

	@Test
	void theFirstRequestIsAHit() {
		change("a teapot of copper");
		await().until(() -> ifCached("a teapot of copper").status() == 200);
		Answer first = fixture.embed(0, "a teapot of copper");
		assertThat(first.header("cache-status")).startsWith("millrace; hit");
		assertThat(first.vector(0)).isEqualTo(Computed.vector("a teapot of copper"));
	}

	@Test
	void otherEventsAreLeftAlone() {
		long before = fixture.sum("millrace.inference.prewarm.passed.over");
		event("order.paid", "{\"description\":\"not of a product\"}");
		event("product.changed", "{\"description\":17}");
		event("product.changed", "{\"description\":\"\"}");
		event("product.changed", "{\"name\":\"without one\"}");
		event("product.changed", "{\"description\":\"" + "long ".repeat(10_000) + "\"}");
		fixture.send("user-events", "u1".getBytes(StandardCharsets.UTF_8), "no event".getBytes(StandardCharsets.UTF_8));
		change("the last of these");
		await().until(() -> ifCached("the last of these").status() == 200);
		assertThat(fixture.sum("millrace.inference.prewarm.passed.over") - before).isEqualTo(4);
		assertThat(ifCached("not of a product").status()).isEqualTo(504);
		assertThat(fixture.sum("millrace.inference.prewarm.matched"))
			.isEqualTo(fixture.sum("millrace.inference.prewarm.prepared")
					+ fixture.sum("millrace.inference.prewarm.passed.over"));
	}

	@Test
	void theSameTextIsComputedOnceHoweverManyEventsHaveIt() {
		change("seen in many events");
		await().until(() -> ifCached("seen in many events").status() == 200);
		long before = fixture.computations();
		for (int i = 0; i < 20; i++) {
			change("seen in many events");
		}
		change("and then this");
		await().until(() -> ifCached("and then this").status() == 200);
		assertThat(fixture.computations() - before).isEqualTo(1);
	}

	@Test
	void whatHappenedWhileNoNodeRanIsMadeUpFor() {
		try (InferenceFixture own = new InferenceFixture()) {
			start(own);
			byte[] key = "u1".getBytes(StandardCharsets.UTF_8);
			await().until(() -> {
				own.send("user-events", key, productEvent("while it runs"));
				return own.embed(0, "while it runs", "Cache-Control", "only-if-cached").status() == 200;
			});
			own.stopLast();
			own.send("user-events", key, productEvent("while nobody ran"));
			start(own);
			await().until(() -> own.embed(0, "while nobody ran", "Cache-Control", "only-if-cached").status() == 200);
		}
	}

	private static byte[] productEvent(String description) {
		return """
				{"specversion":"1.0","id":"%s","source":"/shop","type":"product.changed","subject":"u1",\
				"time":"2026-11-22T10:00:00Z","data":{"description":"%s"}}""".formatted(UUID.randomUUID(), description)
			.getBytes(StandardCharsets.UTF_8);
	}

}
