package io.millrace.standalone.access;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.millrace.standalone.access.AccessTable.Row;
import io.millrace.standalone.access.Services.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The services do what the table in SECURITY.md says, and it says everything that they
 * do.
 */
@DisabledIfSystemProperty(named = "millrace.backends", matches = "containers",
		disabledReason = "is about what comes over HTTP, which is the same wherever Kafka and Redis run")
class AccessIT {

	/** What names another than the token does, or can't be read. */
	private static final List<String> SOMEBODY_ELSE = List.of("?user=ben", "?user=ann&user=ben", "?user=", "?user=Ann",
			"?%75ser=ben", "?user=ann%00", "?user=%C3");

	private static Services services;

	@BeforeAll
	static void start() {
		services = new Services(Credentials.properties());
	}

	@AfterAll
	static void stop() {
		services.close();
	}

	static List<Row> rows() {
		return AccessTable.rows();
	}

	static List<Row> closedRows() {
		return rows().stream().filter(Row::needsCredential).toList();
	}

	private static void assertVerdict(Answer answer, String verdict, String who) {
		if (verdict.equals("✓")) {
			// Let in, whatever it is then told.
			assertThat(answer.status()).as(who).isNotIn(401, 403, 500);
			return;
		}
		assertThat(answer.status()).as(who).hasToString(verdict);
		JsonNode problem = JsonMapper.shared().readTree(answer.body());
		assertThat(problem.path("status").asInt()).as(who).hasToString(verdict);
		assertThat(problem.path("type").asString()).endsWith(verdict.equals("401") ? "/unauthorized" : "/forbidden");
		assertThat(problem.path("retryable").asBoolean(true)).isFalse();
		assertThat(answer.challenge()).as(who)
			.startsWith("Bearer realm=\"millrace\"")
			.satisfies((challenge) -> assertThat(challenge.contains("insufficient_scope"))
				.isEqualTo(verdict.equals("403")));
	}

	@ParameterizedTest
	@MethodSource("rows")
	void isAsTheTableSays(Row row) throws Exception {
		for (String service : services.of(row)) {
			List<String> verdicts = row.verdicts();
			assertVerdict(services.send(service, row, ""), verdicts.get(AccessTable.NOTHING), "nothing");
			for (int i = 0; i < Credentials.SCOPES.size(); i++) {
				String scope = Credentials.SCOPES.get(i);
				String key = Credentials.key(scope);
				assertVerdict(services.send(service, row, "", Credentials.bearer(key)), verdicts.get(i + 1), scope);
				assertVerdict(services.send(service, row, "", "X-API-Key", key), verdicts.get(i + 1), scope);
			}
			String verdict = verdicts.get(AccessTable.END_USER);
			boolean own = verdict.equals("own");
			String[] token = Credentials.bearer(Credentials.token(Credentials.USER));
			assertVerdict(services.send(service, row, "", token), own ? "✓" : verdict, "end user");
			assertVerdict(services.send(service, row, "?user=ann", token), own ? "✓" : verdict, "end user by name");
			for (String query : own ? SOMEBODY_ELSE : List.of("?user=ben")) {
				assertVerdict(services.send(service, row, query, token), own ? "403" : verdict, query);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("rows")
	void refusesBadCredentialsEvenWhereNoneIsNeeded(Row row) throws Exception {
		for (Map.Entry<String, String[]> bad : Credentials.bad().entrySet()) {
			for (String service : services.of(row)) {
				assertVerdict(services.send(service, row, "", bad.getValue()), "401", bad.getKey());
			}
		}
	}

	@Test
	void clientsOfOpenAiUnderstandThatTheyAreRefused() throws Exception {
		Row embeddings = rows().stream().filter((row) -> row.path().equals("/v1/embeddings")).findFirst().orElseThrow();
		String poor = Credentials.key("events:write");
		Map<String, Answer> answers = Map.of("unauthorized", services.send("inference", embeddings, ""), "forbidden",
				services.send("inference", embeddings, "", Credentials.bearer(poor)));
		answers.forEach((code, answer) -> {
			JsonNode error = JsonMapper.shared().readTree(answer.body()).path("error");
			assertThat(error.path("code").asString()).as(answer.body()).isEqualTo(code);
			assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
			assertThat(error.path("message").asString()).isNotBlank();
		});
	}

	@ParameterizedTest
	@MethodSource("closedRows")
	void refusesHostileHeaders(Row row) throws Exception {
		String admin = Credentials.key("admin");
		for (String service : services.of(row)) {
			for (String header : List.of("X-API-Key: " + "k".repeat(20_000),
					"Authorization: Bearer " + "x".repeat(20_000), "X-API-Key: mlr_a\u0000b",
					"X-API-Key: mlr_a\n X-API-Key: " + admin, "X-API-Key:\r\n " + admin + "\u0000",
					"X-API-Key: mlr_\u00e9\ud83d\ude00", "Authorization: Bearer \u0085\u00a0",
					"X-API-Key\u0000: " + admin, "X-API-Key : " + admin)) {
				assertThat(services.raw(service, row, header)).as(header)
					.isIn("HTTP/1.1 400", "HTTP/1.1 401", "HTTP/1.1 431");
			}
		}
	}

	/** What clients are told, in OpenAPI. */
	@Test
	void theDescriptionSaysTheSame() throws Exception {
		JsonNode paths = JsonMapper.shared().readTree(services.read("ingest", "/v3/api-docs")).get("paths");
		for (Row row : rows()) {
			JsonNode security = paths.path(row.path()).path(row.method().toLowerCase(Locale.ROOT)).path("security");
			assertThat(security.isMissingNode()).as(row.toString()).isNotEqualTo(row.path().matches("/v[0-9].*"));
			if (!security.isMissingNode()) {
				Set<String> said = new TreeSet<>();
				security.forEach((way) -> way.propertyNames().forEach((scheme) -> {
					said.addAll(way.get(scheme).valueStream().map((scope) -> scheme + " " + scope.asString()).toList());
					if (way.get(scheme).isEmpty()) {
						said.add(scheme);
					}
				}));
				assertThat(said).as(row.toString()).isEqualTo(inOpenApi(row));
			}
		}
	}

	private static Set<String> inOpenApi(Row row) {
		Set<String> ways = new TreeSet<>();
		for (int i = 0; row.needsCredential() && i < Credentials.SCOPES.size(); i++) {
			if (row.verdicts().get(i + 1).equals("✓")) {
				ways.addAll(List.of("key " + Credentials.SCOPES.get(i), "keyHeader " + Credentials.SCOPES.get(i)));
			}
		}
		if (row.verdicts().get(AccessTable.END_USER).equals("own")) {
			ways.add("userToken");
		}
		return ways;
	}

	@Test
	void everyEndpointHasItsRow() {
		Set<String> documented = new HashSet<>();
		rows().forEach((row) -> services.of(row)
			.forEach((service) -> documented.add(service + " " + row.method() + " " + row.path())));
		Set<String> missing = new TreeSet<>();
		for (String service : services.names()) {
			RequestMappingHandlerMapping mapping = services.context(service)
				.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
			mapping.getHandlerMethods().forEach((info, method) -> {
				if (!method.getBeanType().getSimpleName().equals("ProblemErrorController")) {
					endpoints(info).forEach((endpoint) -> missing.add(service + " " + endpoint));
				}
			});
		}
		assertThat(missing).hasSizeGreaterThan(10);
		missing.removeAll(documented);
		// Forms, which need the token of their page: SignInIT.
		missing.removeAll(Set.of("dashboard POST /sign-in", "dashboard POST /sign-out"));
		assertThat(missing).as("endpoints that SECURITY.md doesn't name").isEmpty();
	}

	private static Set<String> endpoints(RequestMappingInfo info) {
		Set<String> endpoints = new TreeSet<>();
		info.getPatternValues()
			.forEach((pattern) -> info.getMethodsCondition()
				.getMethods()
				.forEach((method) -> endpoints.add(method + " " + pattern.replace("{*", "{"))));
		return endpoints;
	}

	/** So that a row of an endpoint that has gone doesn't stand for ever. */
	@Test
	void everyRowHasItsEndpoint() throws Exception {
		for (Row row : rows()) {
			if (services.of(row).size() == 1 && !row.path().contains("*") && !row.path().contains("{")) {
				int index = row.verdicts().indexOf("✓");
				String[] key = Credentials.bearer(Credentials.key(Credentials.SCOPES.get(Math.max(0, index - 1))));
				assertThat(services.send(row.service(), row, "", key).status()).as(row.toString()).isNotIn(404, 405);
			}
		}
	}

}
