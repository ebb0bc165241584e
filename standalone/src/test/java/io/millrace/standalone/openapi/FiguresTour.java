package io.millrace.standalone.openapi;

import java.time.Duration;
import java.time.Instant;

import lombok.RequiredArgsConstructor;
import tools.jackson.databind.JsonNode;

import static io.millrace.standalone.openapi.Tour.expect;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Through the dashboard service.
 */
@RequiredArgsConstructor
final class FiguresTour {

	private final Client client;

	void definitions() {
		definitions("Meter", "{\"aggregation\":\"sum\"}");
		definitions("Funnel", "{\"steps\":[]}");
		definitions("Retention", "{\"days\":0}");
	}

	/** Of one kind. */
	private void definitions(String kind, String invalid) {
		for (String example : this.client.examples("put" + kind).keySet()) {
			expect(201, this.client.call("put" + kind).path("name", example).example(example).send());
			expect(200, this.client.call("put" + kind).path("name", example).example(example).send());
			expect(200, this.client.call("get" + kind).path("name", example).send());
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

	void figures() {
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

}
