package io.millrace.standalone.openapi;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.millrace.standalone.ServiceContexts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The services do what {@code GET /v3/api-docs} says, and it says everything that they
 * do. What can be told without them is in {@link OpenApiFormTests}.
 */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@DisabledIfSystemProperty(named = "millrace.backends", matches = "containers",
		disabledReason = "is about what comes over HTTP, which is the same wherever Kafka and Redis run")
class OpenApiIT {

	/** What isn't described, and why. */
	private static final Map<String, String> LEFT_OUT = Map.of("GET /sign-in", "a page", "POST /sign-in",
			"a page's form", "GET /sign-out", "a page", "POST /sign-out", "a page's form", "GET /page/settings.json",
			"for the page, and changes with it", "ANY /error", "where the server itself puts its errors");

	/** What each operation is asked for by a test of its own. */
	private static final Set<String> SHOWN_ELSEWHERE = Set.of("400", "401", "403", "413", "415", "429", "503");

	private static final String ALL = "mlr_all_scopes_of_the_test";

	private static final String EVENTS = "mlr_events_of_the_test";

	private static final String FIGURES = "mlr_figures_of_the_test";

	private static final String SLOW = "mlr_slow_of_the_test";

	private static ServiceContexts services;

	private static Description description;

	private static AnswerCheck check;

	private static Client client;

	@BeforeAll
	static void start() throws Exception {
		List<String> properties = new ArrayList<>(List.of("--millrace.ingest.max-body=100KB",
				"--millrace.inference.request.max-body=100KB", "--millrace.notification.actions.max-wait=10s",
				"--millrace.notification.rules[0].name=configured",
				"--millrace.notification.rules[0].event-type=order.paid",
				"--millrace.notification.rules[0].category=orders", "--millrace.notification.rules[0].title=Paid",
				"--millrace.dashboard.meters[0].name=configured", "--millrace.dashboard.funnels[0].name=configured",
				"--millrace.dashboard.funnels[0].steps[0].event-type=a",
				"--millrace.dashboard.funnels[0].steps[1].event-type=b",
				"--millrace.dashboard.retentions[0].name=configured"));
		addKey(properties, ALL, "events:write,dashboard:read,users:act,inference:run,admin");
		addKey(properties, EVENTS, "events:write");
		addKey(properties, FIGURES, "dashboard:read");
		addKey(properties, SLOW, "admin");
		properties.add("--millrace.security.keys[3].requests-per-second=1");
		services = new ServiceContexts(properties.toArray(String[]::new));
		description = new Description(JsonMapper.shared().readTree(document("ingest")));
		check = new AnswerCheck(description);
		client = new Client(services, description, check, ALL);
	}

	private static void addKey(List<String> properties, String key, String scopes) throws Exception {
		int index = (int) properties.stream().filter((property) -> property.contains("keys[")).count() / 3;
		String hash = HexFormat.of()
			.formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
		String prefix = "--millrace.security.keys[" + index + "].";
		properties.addAll(List.of(prefix + "name=key" + index, prefix + "hash=" + hash, prefix + "scopes=" + scopes));
	}

	private static String document(String service) throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + services.port(service) + "/v3/api-docs"))
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
	}

	@AfterAll
	static void stop() {
		services.close();
	}

	static List<Operation> operations() {
		return description.operations();
	}

	static List<Operation> guarded() {
		return operations().stream().filter((operation) -> !operation.isOpen()).toList();
	}

	static List<Operation> withBody() {
		return operations().stream().filter(Operation::hasBody).toList();
	}

	@Test
	void isTheSameWhereverItIsAsked() throws Exception {
		for (String service : services.names()) {
			assertThat(document(service)).isEqualTo(document("ingest"));
		}
		assertThat(description.root().at("/info/version").asString()).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
	}

	@Test
	void describesEveryEndpoint() {
		Set<String> left = new TreeSet<>(LEFT_OUT.keySet());
		for (String service : services.names()) {
			Set<String> endpoints = new TreeSet<>();
			RequestMappingHandlerMapping mapping = services.context(service)
				.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
			mapping.getHandlerMethods().keySet().forEach((info) -> endpoints.addAll(endpoints(info)));
			Set<String> described = new TreeSet<>();
			operations().stream()
				.filter((operation) -> operation.services().contains(service))
				.forEach((operation) -> described.add(operation.endpoint()));
			left.removeAll(endpoints);
			endpoints.removeAll(LEFT_OUT.keySet());
			assertThat(described).as(service).isEqualTo(endpoints).hasSizeGreaterThan(3);
		}
		assertThat(left).as("left out, but not there").isEmpty();
	}

	private static Set<String> endpoints(RequestMappingInfo info) {
		Set<String> endpoints = new TreeSet<>();
		info.getPatternValues().stream().map((pattern) -> pattern.replace("{*", "{")).forEach((pattern) -> {
			Set<?> methods = info.getMethodsCondition().getMethods();
			// OpenAPI has no word for a variable that may have slashes.
			String path = pattern.replace("{*", "{");
			methods.forEach((method) -> endpoints.add(method + " " + path));
			if (methods.isEmpty()) {
				endpoints.add("ANY " + path);
			}
		});
		return endpoints;
	}

	/** By the ports that the services have unless they are told another. */
	@Test
	void saysWhereTheServicesAre() {
		for (String service : services.names()) {
			Object port = services.context(service)
				.getEnvironment()
				.getPropertySources()
				.stream()
				.filter((source) -> source.getName().contains(service + ".yml"))
				.map((source) -> source.getProperty("server.port"))
				.findFirst()
				.orElseThrow();
			assertThat(operations()).filteredOn((operation) -> operation.services().equals(Set.of(service)))
				.isNotEmpty()
				.allSatisfy((operation) -> assertThat(operation.item().at("/servers/0/variables/port/default"))
					.hasToString("\"" + port + "\""));
		}
	}

	@ParameterizedTest
	@MethodSource("operations")
	void hasTheParametersThatAreDescribedAndNoOthers(Operation operation) {
		Answer answer = client.call(operation).queries(false).anyExample().query("undescribed", "1").send();
		assertThat(answer.problem()).as(answer.body()).isEqualTo("unknown-parameter");
		assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("undescribed");
		String known = answer.json().get("detail").asString();
		assertThat(known.equals("There are no parameters here") ? Set.of()
				: Set.of(known.replace("Known parameters: ", "").split(", ")))
			.isEqualTo(operation.names("query"));
		if (operation.method().equals("get")) {
			assertThat(client.call(operation).queries(true).send().problem()).isNotEqualTo("unknown-parameter");
		}
	}

	@ParameterizedTest
	@MethodSource("guarded")
	void refusesWhoHasNoKeyOrAnother(Operation operation) {
		Answer unknown = client.call(operation).queries(false).anyExample().key(null).send();
		assertThat(unknown.status()).isEqualTo(401);
		String other = operation.scopes().contains("events:write") ? FIGURES : EVENTS;
		Answer refused = client.call(operation).queries(false).anyExample().key(other).send();
		assertThat(refused.status()).isEqualTo(403);
		assertThat(refused.header("WWW-Authenticate"))
			.contains("scope=\"" + operation.scopes().iterator().next() + "\"");
	}

	@Test
	void refusesAKeyThatHasUsedUpItsLimit() {
		List<String> problems = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			problems.add(client.call("listRules").key(SLOW).send().problem());
		}
		assertThat(problems).contains("too-many-requests");
	}

	@ParameterizedTest
	@MethodSource("withBody")
	void refusesBodiesThatAreTooLongOrOfAnotherType(Operation operation) {
		Answer longer = client.call(operation).queries(false).json(" ".repeat(150_000)).send();
		assertThat(longer.problem()).isEqualTo("body-too-large");
		Answer other = client.call(operation).queries(false).body("text/plain", "?").send();
		assertThat(other.problem()).isEqualTo("unsupported-media-type");
	}

	@Test
	void refusesWhoAcceptsSomethingElse() {
		assertThat(client.call("listRules").header("Accept", "application/xml").send().status()).isEqualTo(406);
	}

	/** All answers are held against the description as they come. */
	@Test
	void answersAsItSays() {
		new Tour(client, services.backends()).all();
		Set<String> unseen = new TreeSet<>();
		for (Operation operation : operations()) {
			Set<String> left = new TreeSet<>(operation.statuses());
			left.removeAll(check.seen(operation));
			left.removeAll(SHOWN_ELSEWHERE);
			left.removeIf((status) -> isOnlyUnderLoad(operation, status));
			left.forEach((status) -> unseen.add(operation.id() + " " + status));
		}
		assertThat(unseen).as("described, and never answered").isEmpty();
	}

	/** What takes effect too late, and a log that is too long: neither at will. */
	private static boolean isOnlyUnderLoad(Operation operation, String status) {
		return operation.response(status).toString().contains("\"pending\"")
				|| (operation.id() + status).equals("traceEvent422");
	}

	/** The last, as nothing is there afterwards. */
	@Test
	@Order(Integer.MAX_VALUE)
	void saysThatItCannotAnswerWithoutRedis() {
		services.backends().killRedis();
		for (String operation : List.of("getReceipt", "listNotifications", "query", "startDashboardRebuild",
				"createEmbeddings", "createInference", "getInference")) {
			assertThat(client.call(operation).queries(false).anyExample().send().problem()).as(operation)
				.isEqualTo("redis-unavailable");
		}
		assertThat(client.call("getPipeline").send().json().at("/redis/reachable").booleanValue()).isFalse();
		assertThat(client.call("live").events(2).send().body()).contains("redis-unavailable");
	}

}
