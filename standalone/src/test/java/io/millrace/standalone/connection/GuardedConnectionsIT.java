package io.millrace.standalone.connection;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.dashboard.DashboardApplication;
import io.millrace.inference.InferenceApplication;
import io.millrace.ingest.IngestApplication;
import io.millrace.notification.NotificationApplication;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The services at a Kafka and a Redis that take TLS, a user and what SECURITY.md allows
 * that user; and what they say when something of it is wrong.
 */
@DisabledIfSystemProperty(named = "millrace.backends", matches = "containers|cluster",
		disabledReason = "brings backends of its own, so it runs with the embedded ones")
@ExtendWith(OutputCaptureExtension.class)
class GuardedConnectionsIT {

	private static final Duration PATIENCE = Duration.ofSeconds(40);

	private static final String KAFKA_PASSWORD = "kafka-Secret-81c7";

	private static final String REDIS_PASSWORD = "redis-Secret-93d2";

	private static final String WEBHOOK_SECRET = "whsec_" + "cm9zZWJ1ZA".repeat(4);

	private static final String WRONG = "wrong-Secret-55e0";

	private static final String KEY = "mlr_" + "k".repeat(64);

	private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

	private static final Pattern CALL = Pattern.compile("redis\\.p?call\\(['\"]([A-Z]+)['\"]");

	@TempDir
	private static Path directory;

	@SuppressWarnings("NullAway.Init")
	private static Path keys;

	@SuppressWarnings("NullAway.Init")
	private static Documented documented;

	@SuppressWarnings("NullAway.Init")
	private static Certificates certificates;

	@SuppressWarnings("NullAway.Init")
	private static GuardedBackends backends;

	private final HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

	private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

	@BeforeAll
	static void start() throws Exception {
		documented = new Documented();
		byte[] hash = MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(StandardCharsets.UTF_8));
		keys = Files.writeString(directory.resolve("keys"), "test " + HexFormat.of().formatHex(hash)
				+ " events:write,users:act,dashboard:read,inference:run,admin\n");
		certificates = Certificates.make(directory.resolve("certificates"));
		backends = new GuardedBackends(directory, certificates, documented, KAFKA_PASSWORD, REDIS_PASSWORD);
	}

	@AfterAll
	static void stop() {
		if (backends != null) {
			backends.close();
		}
	}

	@AfterEach
	void stopServices() {
		this.contexts.reversed().forEach(ConfigurableApplicationContext::close);
	}

	@Test
	void whatIsDocumentedIsEnoughAndNoPasswordIsLogged(CapturedOutput output) throws Exception {
		String connections = backends.properties(documented, certificates.authority(), certificates.authority());
		// So that clients list their settings.
		String talkative = "--logging.level.org.apache.kafka.common.config.AbstractConfig=info";
		ConfigurableApplicationContext ingest = start(IngestApplication.application(), connections, talkative);
		ConfigurableApplicationContext notification = start(NotificationApplication.application(), connections,
				talkative, "--millrace.notification.rules[0].channels=inbox,webhook",
				"--millrace.notification.webhook.endpoints[0].name=private",
				"--millrace.notification.webhook.endpoints[0].url=https://localhost/",
				"--millrace.notification.webhook.endpoints[0].secret=" + WEBHOOK_SECRET);
		ConfigurableApplicationContext dashboard = start(DashboardApplication.application(), connections, talkative);

		String event = "{\"type\":\"order.paid\",\"subject\":\"ann\"}";
		assertThat(post(ingest, "/v1/events", event).at("/results/0/status").asString()).isEqualTo("committed");

		await().atMost(PATIENCE)
			.ignoreExceptions()
			.until(() -> get(notification, "/v1/notifications?user=ann").get("unread").asInt() == 1);
		post(notification, "/v1/notifications/read-all?user=ann", "");
		assertThat(get(notification, "/v1/notifications?user=ann").get("unread").asInt()).isZero();
		await().atMost(PATIENCE)
			.ignoreExceptions()
			.until(() -> get(dashboard, "/v1/query?metrics=events,users&step=all").at("/results/0/events")
				.asInt() == 1);
		assertThat(get(dashboard, "/v1/pipeline").toString()).doesNotContainIgnoringCase("authoriz");
		// What can't be sent takes every step that a delivery can.
		await().atMost(PATIENCE)
			.until(() -> notification.getBean(MeterRegistry.class)
				.get("millrace.deliver.dead.letters")
				.counter()
				.count() == 1);
		signInAndOut(dashboard);
		computesOnceAndAhead(ingest, connections, talkative);
		for (ConfigurableApplicationContext service : this.contexts) {
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(health(service)).startsWith("{\"")
					.contains("\"status\":\"UP\"")
					.doesNotContain("DOWN"));
		}
		assertThat(backends.refusedByRedis()).isSubsetOf("client");
		assertThat(output.getAll()).contains("sasl.jaas.config = [hidden]")
			.doesNotContain(KAFKA_PASSWORD, REDIS_PASSWORD, WEBHOOK_SECRET);
	}

	private void computesOnceAndAhead(ConfigurableApplicationContext ingest, String connections, String talkative)
			throws Exception {
		String rule = "--millrace.inference.prewarm.rules[0].";
		ConfigurableApplicationContext inference = start(InferenceApplication.application(), connections, talkative,
				rule + "event-type=page.published", rule + "field=data.text", rule + "model=all-minilm-l6-v2");
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(health(inference)).startsWith("{\"").doesNotContain("DOWN"));
		assertThat(embed(inference, "asked for", "")).isEqualTo(200);
		assertThat(embed(inference, "asked for", "only-if-cached")).isEqualTo(200);
		assertThat(embed(inference, "published", "only-if-cached")).isEqualTo(504);
		post(ingest, "/v1/events",
				"{\"type\":\"page.published\",\"subject\":\"ann\",\"data\":{\"text\":\"published\"}}");
		await().atMost(PATIENCE).until(() -> embed(inference, "published", "only-if-cached") == 200);
	}

	private int embed(ConfigurableApplicationContext inference, String text, String cacheControl) throws Exception {
		return status(request(inference, "/v1/embeddings").header("X-API-Key", KEY)
			.header("Content-Type", "application/json")
			.header("Cache-Control", cacheControl)
			.POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"all-minilm-l6-v2\",\"input\":\"" + text + "\"}")));
	}

	private void signInAndOut(ConfigurableApplicationContext dashboard) throws Exception {
		assertThat(form(dashboard, "/sign-in", "&key=" + KEY)).isEqualTo(303);
		assertThat(status(request(dashboard, "/"))).isEqualTo(200);
		assertThat(form(dashboard, "/sign-out", "")).isEqualTo(303);
	}

	private int form(ConfigurableApplicationContext dashboard, String path, String more) throws Exception {
		Matcher csrf = CSRF.matcher(send(request(dashboard, path)).body());
		assertThat(csrf.find()).isTrue();
		return status(request(dashboard, path).header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString("_csrf=" + csrf.group(1) + more)));
	}

	@Test
	void aWrongPasswordIsNamedButNotTold(CapturedOutput output) throws Exception {
		String connections = backends.properties(documented, certificates.authority(), certificates.authority());
		String kafka = "--KAFKA_PASSWORD=" + WRONG;

		assertToldWhy(start(IngestApplication.application(), connections, kafka), "invalid credentials");
		assertToldWhy(start(NotificationApplication.application(), connections, kafka), "invalid credentials");
		assertToldWhy(start(InferenceApplication.application(), connections, kafka), "invalid credentials");
		assertToldWhy(start(DashboardApplication.application(), connections, "--REDIS_PASSWORD=" + WRONG), "WRONGPASS");
		assertThat(output.getAll()).contains("invalid credentials", "WRONGPASS")
			.doesNotContain(WRONG, KAFKA_PASSWORD, REDIS_PASSWORD);
	}

	@Test
	void aCertificateOfAnUnknownAuthorityIsNamed(CapturedOutput output) throws Exception {
		Path known = certificates.authority();
		Path stranger = Certificates.make(directory.resolve("stranger")).authority();
		String kafkaIsAStranger = backends.properties(documented, stranger, known);
		String redisIsAStranger = backends.properties(documented, known, stranger);
		String reason = "unable to find valid certification path";

		assertToldWhy(start(IngestApplication.application(), kafkaIsAStranger), reason);
		assertToldWhy(start(NotificationApplication.application(), kafkaIsAStranger), reason);
		assertToldWhy(start(DashboardApplication.application(), redisIsAStranger), reason);
		assertToldWhy(start(InferenceApplication.application(), kafkaIsAStranger), reason);
		assertThat(output.getAll()).contains("Kafka doesn't answer: " + reason)
			.containsPattern("user-events-. of group dashboard waits: " + reason)
			.doesNotContain(KAFKA_PASSWORD, REDIS_PASSWORD);
	}

	private void assertToldWhy(ConfigurableApplicationContext service, String reason) {
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(health(service)).contains("\"status\":\"DOWN\"", reason));
	}

	/** Also those that no other test here runs. */
	@Test
	void theRuleAllowsWhatScriptsCall() throws Exception {
		Set<String> called = new TreeSet<>();
		for (Resource script : new PathMatchingResourcePatternResolver()
			.getResources("classpath*:io/millrace/**/*.lua")) {
			CALL.matcher(script.getContentAsString(StandardCharsets.UTF_8))
				.results()
				.forEach((call) -> called.add("+" + call.group(1).toLowerCase(Locale.ROOT)));
		}
		assertThat(called).hasSizeGreaterThan(10);
		assertThat(documented.redisRules().stream().flatMap(List::stream)).containsAll(called);
	}

	/**
	 * Starts a service where the right passwords are known.
	 * @param connections what its file of connections says
	 * @param more arguments, which go before
	 */
	private ConfigurableApplicationContext start(SpringApplicationBuilder application, String connections,
			String... more) throws IOException {
		Path file = Files.writeString(Files.createTempFile(directory, "connections", ".properties"), connections);
		List<String> arguments = new ArrayList<>(List.of("--spring.config.additional-location=file:" + file,
				"--server.port=0", "--management.server.port=0", "--millrace.security.keys-file=" + keys,
				"--millrace.notification.rules[0].name=paid", "--millrace.notification.rules[0].event-type=order.paid",
				"--millrace.notification.rules[0].category=orders", "--millrace.notification.rules[0].title=Paid"));
		arguments.addAll(List.of(more));
		ConfigurableApplicationContext context = application
			.properties("KAFKA_PASSWORD=" + KAFKA_PASSWORD, "REDIS_PASSWORD=" + REDIS_PASSWORD)
			.run(arguments.toArray(String[]::new));
		this.contexts.add(context);
		return context;
	}

	private static URI uri(ConfigurableApplicationContext service, String port, String path) {
		return URI.create("http://127.0.0.1:"
				+ Objects.requireNonNull(service.getEnvironment().getProperty("local." + port + ".port")) + path);
	}

	private static HttpRequest.Builder request(ConfigurableApplicationContext service, String path) {
		return HttpRequest.newBuilder(uri(service, "server", path));
	}

	private String health(ConfigurableApplicationContext service) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(uri(service, "management", "/actuator/health"))).body();
	}

	private JsonNode get(ConfigurableApplicationContext service, String path) throws IOException, InterruptedException {
		return json(request(service, path).header("X-API-Key", KEY));
	}

	private JsonNode post(ConfigurableApplicationContext service, String path, String body)
			throws IOException, InterruptedException {
		return json(request(service, path).header("X-API-Key", KEY)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	private JsonNode json(HttpRequest.Builder request) throws IOException, InterruptedException {
		HttpResponse<String> answer = send(request);
		assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
		return JsonMapper.shared().readTree(answer.body());
	}

	private int status(HttpRequest.Builder request) throws IOException, InterruptedException {
		return send(request).statusCode();
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

}
