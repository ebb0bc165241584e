package io.millrace.standalone.openapi;

import java.util.UUID;

import lombok.RequiredArgsConstructor;

import static io.millrace.standalone.openapi.Tour.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Through the inference service, with the model that is built in.
 */
@RequiredArgsConstructor
final class InferenceTour {

	private static final String ANOTHER_MODEL = "{\"model\":\"none\",\"input\":\"a\"}";

	private final Client client;

	void all() {
		embeddings();
		refusals();
		inferences();
		models();
	}

	private void embeddings() {
		for (String example : this.client.examples("createEmbeddings").keySet()) {
			Answer computed = this.client.call("createEmbeddings").example(example).send();
			expect(200, computed);
			assertThat(computed.json().at("/usage/total_tokens").asInt()).isPositive();
			Answer cached = this.client.call("createEmbeddings").example(example).send();
			assertThat(cached.header("Cache-Status")).startsWith("millrace; hit; ttl=");
			assertThat(cached.json().get("data")).isEqualTo(computed.json().get("data"));
		}
		for (String unwanted : new String[] { "no-store", "no-cache" }) {
			Answer anew = this.client.call("createEmbeddings").example("text").header("Cache-Control", unwanted).send();
			expect(200, anew);
			assertThat(anew.header("Cache-Status")).startsWith("millrace; fwd=request");
		}
		Answer absent = this.client.call("createEmbeddings")
			.json("{\"model\":\"all-minilm-l6-v2\",\"input\":\"nobody asked for this\"}")
			.header("Cache-Control", "only-if-cached")
			.send();
		expect(504, absent);
		assertThat(absent.problem()).isEqualTo("not-cached");
	}

	private void refusals() {
		Answer empty = this.client.call("createEmbeddings")
			.json("{\"model\":\"all-minilm-l6-v2\",\"input\":\"\"}")
			.send();
		expect(400, empty);
		assertThat(empty.json().at("/error/param").asString()).isEqualTo("input");
		expect(400, this.client.call("createInference").json("{\"model\":").send());
		Answer unknown = this.client.call("createEmbeddings").json(ANOTHER_MODEL).send();
		expect(404, unknown);
		assertThat(unknown.json().at("/error/code").asString()).isEqualTo("model_not_found");
	}

	private void inferences() {
		Answer asked = this.client.call("createInference").example("embedding").send();
		expect(202, asked);
		String id = asked.json().get("id").asString();
		assertThat(asked.header("Location")).endsWith("/v1/inferences/" + id);
		Answer computed = this.client.call("getInference").path("id", id).query("wait", "30s").send();
		expect(200, computed);
		assertThat(computed.json().get("status").asString()).isEqualTo("completed");
		assertThat(computed.json().get("result")).hasSize(384);
		await().atMost(Tour.PATIENCE).until(this::isPending);
		Answer cached = this.client.call("createInference").example("embedding").send();
		expect(200, cached);
		assertThat(cached.header("Cache-Status")).startsWith("millrace; hit; ttl=");
		assertThat(cached.json()).isEqualTo(computed.json());
		expect(404, this.client.call("createInference").example("messages").send());
		expect(404, this.client.call("getInference").path("id", "none").send());
		expect(504,
				this.client.call("createInference")
					.json("{\"operation\":\"embedding\",\"model\":\"all-minilm-l6-v2\",\"input\":\"nor for this\"}")
					.header("Cache-Control", "only-if-cached")
					.send());
	}

	/** What takes a while is mostly under way still when it is asked for. */
	private boolean isPending() {
		String text = "a text that takes a while, %s".formatted(UUID.randomUUID()).repeat(400);
		Answer asked = this.client.call("createInference")
			.json("{\"operation\":\"embedding\",\"model\":\"all-minilm-l6-v2\",\"input\":\"" + text + "\"}")
			.send();
		expect(202, asked);
		return this.client.call("getInference").path("id", asked.json().get("id").asString()).send().status() == 202;
	}

	private void models() {
		assertThat(this.client.call("listModels").send().json().at("/data/0/id").asString())
			.isEqualTo("all-minilm-l6-v2");
		expect(200, this.client.call("getModel").send());
		expect(404, this.client.call("getModel").path("name", "none").send());
	}

}
