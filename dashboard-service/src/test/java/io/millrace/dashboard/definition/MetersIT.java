package io.millrace.dashboard.definition;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.millrace.dashboard.Installation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Meters over REST, and what queries say of them.
 */
class MetersIT {

	private static final Installation INSTALLATION = new Installation("millrace.dashboard.meters[0].name=configured",
			"millrace.dashboard.meters[0].event-type=conf.*", "millrace.dashboard.meters[0].aggregation=sum",
			"millrace.dashboard.meters[0].value-property=data.amount");

	@AfterAll
	static void stop() {
		INSTALLATION.close();
	}

	private static void send(String prefix, String type, @Nullable String currency, String... amounts) {
		List<Purchase> purchases = new ArrayList<>();
		for (int i = 0; i < amounts.length; i++) {
			purchases.add(new Purchase(prefix + i, type, "u" + i, Instant.now(), null, amounts[i], currency));
		}
		INSTALLATION.sendRecords(purchases.stream().map(Purchase::record).toList());
		INSTALLATION.awaitCounted();
	}

	private static JsonNode put(String name, String body, int status) {
		HttpResponse<String> answer = INSTALLATION.send("PUT", "/v1/meters/" + name, body);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
		return INSTALLATION.parse(answer.body());
	}

	private static void delete(String name) {
		assertThat(INSTALLATION.send("DELETE", "/v1/meters/" + name, "").statusCode()).isEqualTo(204);
	}

	@Test
	void countsByAConfiguredMeterFromTheBeginning() {
		send("conf", "conf.a", null, "0.1", "0.2", "\"12.50\"", "{}", "1e999999999");
		JsonNode answer = INSTALLATION.query("metrics=configured&step=all");
		assertThat(answer.path("results").path(0).path("configured").decimalValue())
			.isEqualByComparingTo(new BigDecimal("12.80"));
		assertThat(answer.has("since")).isFalse();
		assertThat(answer.has("atLeast")).isFalse();
		assertThat(INSTALLATION.json("/v1/meters/configured").path("origin").asString()).isEqualTo("configuration");
		HttpResponse<String> refused = INSTALLATION.send("PUT", "/v1/meters/configured", "{}");
		assertThat(refused.statusCode()).isEqualTo(409);
		assertThat(refused.body()).contains("change the configuration");
	}

	@Test
	void saysSinceWhenAMeterThatWasAddedLaterCounts() {
		send("before", "late.a", null, "5");
		JsonNode made = put("later", """
				{"eventType":"late.*","aggregation":"sum","valueProperty":"data.amount"}""", 201);
		assertThat(made.path("origin").asString()).isEqualTo("api");
		send("after", "late.a", null, "7");
		await().atMost(Installation.SOON).untilAsserted(() -> {
			JsonNode answer = INSTALLATION.query("metrics=later&step=all");
			assertThat(answer.path("results").path(0).path("later").asInt()).isEqualTo(7);
			assertThat(answer.path("atLeast").asBoolean()).isTrue();
			assertThat(Instant.parse(answer.path("since").path("later").asString()))
				.isBetween(Instant.now().minusSeconds(120), Instant.now());
		});
	}

	@Test
	void leavesAMeterAloneThatIsPutAgainAndBeginsAnewWithAnother() {
		String definition = """
				{"eventType":"again.*","aggregation":"count"}""";
		JsonNode first = put("again", definition, 201);
		send("again-a", "again.a", null, "1", "1");
		assertThat(put("again", definition, 200).path("version")).isEqualTo(first.path("version"));
		assertThat(INSTALLATION.query("metrics=again&step=all").path("results").path(0).path("again").asInt())
			.isEqualTo(2);
		JsonNode other = put("again", "{\"eventType\":\"again.a\"}", 200);
		assertThat(other.path("version").asLong()).isGreaterThan(first.path("version").asLong());
		send("again-b", "again.a", null, "1");
		assertThat(INSTALLATION.query("metrics=again&step=all").path("results").path(0).path("again").asInt())
			.as("what the other had counted isn't of its kind")
			.isEqualTo(1);
		delete("again");
		HttpResponse<String> gone = INSTALLATION.get("/v1/query?metrics=again");
		assertThat(gone.statusCode()).isEqualTo(400);
		assertThat(gone.body()).contains("no metric 'again'", "events, users");
		assertThat(INSTALLATION.get("/v1/meters/again").statusCode()).isEqualTo(404);
	}

	@Test
	void isKnownToEveryNodeThatTakesAPartitionOver() {
		put("everywhere", "{\"eventType\":\"every.*\"}", 201);
		for (int i = 0; i < 3; i++) {
			try (ConfigurableApplicationContext another = INSTALLATION.run()) {
				send("every-a" + i, "every.a", null, "1", "1", "1", "1", "1", "1", "1", "1");
				assertThat(another.isActive()).isTrue();
			}
			send("every-b" + i, "every.a", null, "1", "1");
		}
		assertThat(INSTALLATION.query("metrics=everywhere&step=all").path("results").path(0).path("everywhere").asInt())
			.isEqualTo(30);
	}

	@Test
	void answersTheSameByParametersByJsonAndAsATable() {
		put("table",
				"""
						{"eventType":"table.*","aggregation":"percentiles","valueProperty":"data.amount","groupBy":["data.currency"]}""",
				201);
		send("table-a", "table.a", "EUR, \"€\"", "1", "2", "3");
		send("table-b", "table.a", null, "4");
		String day = Instant.now().toString().substring(0, 10);
		String parameters = "metrics=table&step=1d&from=" + day + "&groupBy=data.currency&orderBy=-table.p50&limit=2";
		JsonNode byParameters = INSTALLATION.query(parameters);
		assertThat(byParameters.path("estimates").path("table").path("rankError").asDouble()).isBetween(0.001, 0.02);
		HttpResponse<String> byJson = INSTALLATION.send("POST", "/v1/query",
				"""
						{"metrics":["table"],"step":"1d","from":"%s","groupBy":["data.currency"],"orderBy":["-table.p50"],"limit":2}"""
					.formatted(day));
		assertThat(INSTALLATION.parse(byJson.body()).path("results")).isEqualTo(byParameters.path("results"));
		HttpResponse<String> csv = INSTALLATION
			.get("/v1/query?format=csv&compare=previous&" + Installation.encode(parameters));
		assertThat(csv.headers().firstValue("Content-Type")).hasValue("text/csv;charset=UTF-8");
		assertThat(csv.headers().firstValue("Millrace-As-Of").orElse("")).contains("offsets");
		assertThat(csv.body().split("\r\n")).containsExactly(
				"time,data.currency,table.p50,table.p90,table.p99,previous.table.p50,previous.table.p90,previous.table.p99",
				day + "T00:00:00Z,,4.0,4.0,4.0,,,", day + "T00:00:00Z,\"EUR, \"\"€\"\"\",2.0,3.0,3.0,,,");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "null", "{", "{\"eventtype\":\"a.b\"}", "{\"eventType\":7}",
			"{\"aggregation\":\"median\"}", "{\"aggregation\":1}", "{\"aggregation\":\"sum\"}",
			"{\"valueProperty\":\"data.amount\"}", "{\"aggregation\":\"sum\",\"valueProperty\":\"amount\"}",
			"{\"filter\":\"data.amount >\"}", "{\"filter\":\"1 + 1\"}", "{\"groupBy\":[\"data\"]}",
			"{\"groupBy\":[\"type\",\"type\"]}", "{\"groupBy\":[\"a.b\"]}", "{\"groupBy\":\"type\"}",
			"{\"groupBy\":[null]}", "{\"maxGroups\":0}", "{\"maxGroups\":10001}", "{\"maxGroups\":\"5\"}",
			"{\"name\":\"another\"}", "{\"eventType\":\"a..b\"}", "{\"eventType\":\"a.b\",\"eventType\":\"a.c\"}",
			"{\"groupBy\":[\"data.a\",\"data.b\",\"data.c\",\"data.d\",\"data.e\"]}" })
	void refusesWhatIsNoMeter(String body) {
		JsonNode problem = put("wrong", body, 422);
		assertThat(problem.path("detail").asString()).isNotBlank();
		assertThat(INSTALLATION.get("/v1/meters/wrong").statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "events", "users", "type", "time", "previous", "1st", "a.b", "a%20b", "%F0%9F%98%80" })
	void refusesNamesThatMeanSomethingElse(String name) {
		put(name, "{}", 422);
	}

	@ParameterizedTest
	@ValueSource(strings = { "metrics=configured&groupBy=type", "metrics=events&groupBy=data.currency",
			"filter=data.x==1", "orderBy=users", "orderBy=", "limit=0", "limit=10001", "limit=many", "compare=next",
			"tz=Mars/Olympus", "tz=%2B05:17&step=1d", "format=xml", "from=2026-13-01", "metrics=events,events,nothing",
			"from=2026-11-22T10:00:00", "previous=1" })
	void refusesQuestionsThatCannotBeAnswered(String parameters) {
		HttpResponse<String> answer = INSTALLATION.get("/v1/query?" + parameters);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
		assertThat(INSTALLATION.parse(answer.body()).path("detail").asString()).isNotBlank();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "{", "{\"metrics\":{}}", "{\"metrics\":[1]}", "{\"what\":1}", "{\"limit\":1.5}",
			"{\"step\":\"1m\",\"step\":\"1h\"}" })
	void refusesBodiesThatAreNoQuestion(String body) {
		HttpResponse<String> answer = INSTALLATION.send("POST", "/v1/query", body);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
	}

	@Test
	void refusesBodiesThatAreNestedWithoutEnd() {
		HttpResponse<String> answer = INSTALLATION.send("POST", "/v1/query", "{\"metrics\":" + "[".repeat(30_000));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
	}

}
