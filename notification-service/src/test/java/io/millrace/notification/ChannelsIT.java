package io.millrace.notification;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.icegreen.greenmail.util.ServerSetupTest;
import com.standardwebhooks.Webhook;
import io.millrace.notification.NotificationFixture.Answer;
import io.millrace.notification.WebhookReceiver.Received;
import io.millrace.sink.DeadLetters;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static io.millrace.notification.NotificationFixture.inbox;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Notifications by webhook and e-mail, to real servers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChannelsIT {

	private static final String ENDPOINT = "--millrace.notification.webhook.endpoints[%d].%s=%s";

	private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

	private static final String DEAD = "deliveries.deliver.dlt";

	private static final Duration LONG = Duration.ofSeconds(30);

	private final WebhookReceiver crm = new WebhookReceiver();

	private final WebhookReceiver flaky = new WebhookReceiver();

	private final SilentServer silent = new SilentServer();

	private final GreenMail mail = new GreenMail(ServerSetupTest.SMTP.dynamicPort());

	private NotificationFixture service;

	@BeforeAll
	void start() {
		this.mail.start();
		this.service = new NotificationFixture();
		run();
	}

	private void run(String... more) {
		ServerSetup smtp = this.mail.getSmtp().getServerSetup();
		List<String> arguments = new ArrayList<>(List.of("--millrace.notification.webhook.allow-private-addresses=true",
				"--millrace.notification.deliver.timeout=700ms", "--millrace.notification.deliver.max-attempts=3",
				"--millrace.notification.deliver.initial-backoff=100ms",
				"--millrace.notification.deliver.max-backoff=3s", "--spring.mail.host=" + smtp.getBindAddress(),
				"--spring.mail.port=" + this.mail.getSmtp().getPort(),
				"--millrace.notification.email.from=Shop <no-reply@shop.example>"));
		arguments.addAll(endpoint(0, "crm", this.crm.url()));
		arguments.addAll(endpoint(1, "flaky", this.flaky.url()));
		arguments.addAll(endpoint(2, "silent", "http://localhost:" + this.silent.port() + "/"));
		arguments.add(ENDPOINT.formatted(1, "categories", "flaky"));
		arguments.add(ENDPOINT.formatted(2, "categories", "silent"));
		for (String argument : more) {
			arguments.removeIf((option) -> option.startsWith(argument.substring(0, argument.indexOf('=') + 1)));
			arguments.add(argument);
		}
		this.service.start(arguments.toArray(String[]::new));
		await().until(() -> this.service.get(inbox("nobody")).status() == 200);
	}

	private static List<String> endpoint(int index, String name, String url) {
		return List.of(ENDPOINT.formatted(index, "name", name), ENDPOINT.formatted(index, "url", url),
				ENDPOINT.formatted(index, "secret", SECRET));
	}

	@AfterAll
	void stop() throws IOException {
		this.service.close();
		this.mail.stop();
		this.silent.close();
		this.flaky.close();
		this.crm.close();
	}

	private void rule(String name, String channels, String more) {
		Answer answer = this.service.put("/v1/rules/" + name, "{\"eventType\":\"" + name + "\",\"category\":\"" + name
				+ "\",\"title\":\"{{data.n}}\",\"channels\":" + channels + more + "}");
		assertThat(answer.status()).as(answer.body()).isIn(200, 201);
	}

	private void rule(String name, String channels) {
		rule(name, channels, "");
	}

	private void send(String type, String user, String id, String data) {
		this.service.send(NotificationFixture.EVENTS, null, user,
				NotificationFixture.event(user, id, data).replace("shop.buy", type));
	}

	private List<String> titles(String user) {
		return this.service.get(inbox(user) + "&limit=100").titles();
	}

	private List<ConsumerRecord<byte[], byte[]>> deadLetters(String user) {
		return this.service.records(DEAD)
			.stream()
			.filter((record) -> new String(record.key(), StandardCharsets.UTF_8).equals(user))
			.toList();
	}

	private String awaitDeadLetter(String user) {
		await().atMost(LONG).until(() -> !deadLetters(user).isEmpty());
		return header(deadLetters(user).getFirst(), DeadLetters.REASON);
	}

	private static String header(ConsumerRecord<?, ?> record, String name) {
		return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
	}

	private double counted(String name, String target) {
		return this.service.management("/actuator/metrics/millrace.deliver." + name + "?tag=target:" + target)
			.json()
			.get("measurements")
			.get(0)
			.get("value")
			.asDouble();
	}

	@Test
	void tellsAnEndpointWithASignatureThatItCanVerify() throws Exception {
		rule("signed", "[\"inbox\",\"webhook:crm\"]");
		send("signed", "sig/ünï", "s1", "{\"n\":1.50}");
		await().atMost(LONG).until(() -> this.crm.about("sig/ünï").size() == 1);
		Received request = this.crm.about("sig/ünï").getFirst();
		new Webhook(SECRET).verify(request.body(), HttpHeaders.of(request.headers(), (name, value) -> true));
		assertThat(request.header("content-type")).startsWith("application/json");
		assertThat(request.data().get("title").asString()).isEqualTo("1.50");
		assertThat(request.body()).as("as it was written").contains("\"data\":{\"n\":1.50}");
		assertThat(request.data().get("id").asString()).isEqualTo(request.id());
		await().atMost(LONG).until(() -> titles("sig/ünï").equals(List.of("1.50")));
		assertThat(this.service.newest("sig/ünï").get("id")).isEqualTo(request.data().get("notification"));
	}

	@Test
	void sendsAnEmailToTheAddressInThePreferences() throws Exception {
		rule("mailed", "[\"email\"]", ",\"body\":\"Héllo {{subject}}\"");
		assertThat(this.service.put("/v1/preferences?user=post", "{\"categories\":{},\"email\":\"post@example.org\"}")
			.status()).isEqualTo(200);
		send("mailed", "post", "m1", "{\"n\":\"Größe\\r\\nBcc: all@example.org\\n\\nlate\"}");
		await().atMost(LONG).until(() -> mailTo("post@example.org").size() == 1);
		MimeMessage message = mailTo("post@example.org").getFirst();
		assertThat(message.getSubject()).isEqualTo("Größe Bcc: all@example.org late");
		assertThat(message.getAllRecipients()).hasSize(1);
		assertThat(message.getHeader("Bcc")).isNull();
		assertThat(message.getFrom()[0]).hasToString("Shop <no-reply@shop.example>");
		assertThat(message.getContent().toString()).contains("Héllo post");
		String id = message.getHeader("X-Millrace-Delivery-Id")[0];
		assertThat(message.getMessageID()).isEqualTo("<" + id + "@shop.example>");
		assertThat(titles("post")).as("not for the inbox").isEmpty();

		send("mailed", "no-address", "m2", "{\"n\":2}");
		await().atMost(LONG).until(() -> told("m2", "mailed").get("outcome").asString().equals("UNREACHABLE"));
		assertThat(told("m2", "mailed").get("reason").asString()).isEqualTo("email: no address in the preferences");
	}

	private List<MimeMessage> mailTo(String address) throws Exception {
		List<MimeMessage> found = new ArrayList<>();
		for (MimeMessage message : this.mail.getReceivedMessages()) {
			if (message.getRecipients(Message.RecipientType.TO)[0].toString().equals(address)) {
				found.add(message);
			}
		}
		return found;
	}

	private JsonNode told(String id, String rule) {
		return this.service.get("/v1/trace?source=/shop&id=" + id)
			.json()
			.get("rules")
			.valueStream()
			.filter((told) -> told.get("rule").asString().equals(rule))
			.findFirst()
			.orElseThrow();
	}

	@Test
	void anEndpointThatHangsDelaysNobodyElse() {
		rule("silent", "[\"inbox\",\"webhook\"]");
		double before = counted("retries", "webhook:silent");
		send("silent", "patient", "h1", "{\"n\":1}");
		send("silent", "patient", "h2", "{\"n\":2}");
		await().atMost(Duration.ofSeconds(2)).until(() -> titles("patient").equals(List.of("2", "1")));
		await().atMost(Duration.ofSeconds(2)).until(() -> this.crm.titles("patient").equals(List.of("1", "2")));
		assertThat(deadLetters("patient")).as("still tried").isEmpty();
		await().atMost(LONG).until(() -> deadLetters("patient").size() == 2);
		assertThat(deadLetters("patient")).allSatisfy((letter) -> {
			assertThat(header(letter, DeadLetters.REASON)).isEqualTo("no answer within PT0.7S (3 tries)");
			assertThat(header(letter, "millrace-target")).isEqualTo("webhook:silent");
		});
		assertThat(this.silent.connections()).as("each try").isEqualTo(6);
		await().until(() -> this.silent.ended() == 6);
		assertThat(counted("retries", "webhook:silent") - before).isEqualTo(4);
		assertThat(this.flaky.about("patient")).as("another category").isEmpty();
		assertThat(this.service.management("/actuator/health").json().findPath("webhook:silent").asString())
			.contains("failing since", "no answer");
	}

	@Test
	void triesAgainWithTheSameIdAndBody() {
		rule("flaky", "[\"webhook:flaky\"]");
		this.flaky.answer((request) -> (this.flaky.about("again").size() < 3)
				? new WebhookReceiver.Answer(503, Map.of("Retry-After", "1"))
				: new WebhookReceiver.Answer(200, Map.of()));
		long begin = System.nanoTime();
		send("flaky", "again", "a1", "{\"n\":1}");
		send("flaky", "again", "a2", "{\"n\":2}");
		await().atMost(LONG).until(() -> this.flaky.about("again").size() == 4);
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).as("Retry-After").isGreaterThan(Duration.ofSeconds(2));
		List<Received> requests = this.flaky.about("again");
		assertThat(requests.subList(0, 3)).extracting(Received::id).containsOnly(requests.getFirst().id());
		assertThat(requests.subList(0, 3)).extracting(Received::body).containsOnly(requests.getFirst().body());
		assertThat(requests).extracting(Received::title).as("in order").containsExactly("1", "1", "1", "2");
		assertThat(deadLetters("again")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "410, answered 410", "404, answered 404",
			"307, 'answered 307: redirects are not followed, give the endpoint''s own url'" })
	void setsAsideAtOnceWhatIsRefused(int status, String reason) {
		rule("flaky", "[\"webhook:flaky\"]");
		int others = this.crm.count();
		this.flaky.answer((request) -> new WebhookReceiver.Answer(status, Map.of("Location", this.crm.url())));
		String user = "refused-" + status;
		send("flaky", user, user, "{\"n\":1}");
		assertThat(awaitDeadLetter(user)).isEqualTo(reason);
		assertThat(this.flaky.about(user)).as("not tried again").hasSize(1);
		assertThat(this.crm.count()).as("not followed").isEqualTo(others);
	}

	@Test
	void goesOnAfterARestartInTheMiddleOfTryingAgain() {
		rule("flaky", "[\"inbox\",\"webhook:flaky\"]");
		this.flaky.answer((request) -> new WebhookReceiver.Answer(500, Map.of("Retry-After", "3")));
		send("flaky", "restart", "r1", "{\"n\":1}");
		await().atMost(LONG).until(() -> this.flaky.about("restart").size() == 1);
		this.service.stop();
		int before = this.flaky.about("restart").size();
		this.flaky.answer(200);
		run();
		await().atMost(LONG).until(() -> this.flaky.about("restart").size() > before);
		assertThat(this.flaky.about("restart")).extracting(Received::id)
			.containsOnly(this.flaky.about("restart").getFirst().id());
		assertThat(deadLetters("restart")).isEmpty();
	}

	@Test
	void aRebuildOfTheInboxesSendsNothing() {
		rule("rebuilt", "[\"inbox\",\"webhook:crm\"]");
		for (int i = 0; i < 3; i++) {
			send("rebuilt", "rebuilt", "b" + i, "{\"n\":" + i + "}");
		}
		await().atMost(LONG).until(() -> this.crm.about("rebuilt").size() == 3);
		await().atMost(LONG).until(() -> titles("rebuilt").size() == 3);
		this.service.flushRedis();
		await().atMost(LONG).ignoreExceptions().until(() -> titles("rebuilt").size() == 3);
		send("rebuilt", "rebuilt", "b3", "{\"n\":3}");
		await().atMost(LONG).until(() -> this.crm.about("rebuilt").size() >= 4);
		assertThat(this.crm.titles("rebuilt")).containsExactly("0", "1", "2", "3");
	}

	@Test
	void aClientsRetryIsSentOnce() {
		rule("once", "[\"webhook:crm\"]");
		send("once", "once", "o1", "{\"n\":1}");
		send("once", "once", "o1", "{\"n\":1}");
		send("once", "once", "o2", "{\"n\":2}");
		await().atMost(LONG).until(() -> this.crm.titles("once").contains("2"));
		assertThat(this.crm.titles("once")).containsExactly("1", "2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[\"sms\"]", "[\"webhook:nobody\"]", "[\"webhook:\"]", "[]", "[null]" })
	void refusesRulesWithChannelsThatAreNotThere(String channels) {
		Answer answer = this.service.put("/v1/rules/bad",
				"{\"eventType\":\"*\",\"category\":\"c\",\"title\":\"t\",\"channels\":" + channels + "}");
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.json().get("detail").asString()).contains("channels");
	}

	@Test
	void sendsWhatPreferencesAllowAndTellsWhere() {
		rule("routed", "[\"inbox\",\"email\",\"webhook\"]");
		rule("urgent", "[\"webhook:crm\"]", ",\"critical\":true");
		for (String category : List.of("routed", "urgent")) {
			this.service.put("/v1/preferences?user=choosy",
					"{\"categories\":{\"routed\":{\"webhook\":false},\"urgent\":{\"webhook\":false}}}");
			send(category, "choosy", category, "{\"n\":\"" + category + "\"}");
		}
		await().atMost(LONG).until(() -> titles("choosy").equals(List.of("routed")));
		await().atMost(LONG).until(() -> this.crm.titles("choosy").equals(List.of("urgent")));
		assertThat(told("routed", "routed").get("channels").toString()).isEqualTo("[\"inbox\"]");
		assertThat(told("routed", "routed").get("reason").asString()).isEqualTo("email: no address in the preferences");
		assertThat(told("urgent", "urgent").get("channels").toString()).isEqualTo("[\"webhook:crm\"]");
		assertThat(told("urgent", "urgent").has("found")).as("not for the inbox").isFalse();
		send("urgent", "free", "urgent-2", "{\"n\":1}");
		await().atMost(LONG).until(() -> this.crm.about("free").size() == 1);
		assertThat(titles("free")).isEmpty();
	}

	@Test
	void aDryRunSendsNothing() {
		rule("flaky", "[\"inbox\"]");
		send("flaky", "dry", "d1", "{\"n\":1}");
		await().atMost(LONG).until(() -> titles("dry").size() == 1);
		int before = this.crm.count();
		Answer answer = this.service.post("/v1/rules/dry-run", "application/json",
				"{\"rule\":{\"eventType\":\"flaky\",\"category\":\"c\",\"title\":\"t\",\"channels\":[\"webhook:crm\"]}}");
		assertThat(answer.json().get("results").get(0).get("channels").toString()).isEqualTo("[\"webhook:crm\"]");
		send("shop.buy", "dry", "d2", "{\"n\":2}");
		await().atMost(LONG).until(() -> titles("dry").size() == 2);
		assertThat(this.crm.count()).isEqualTo(before);
	}

	@Test
	void anErasedUserHasNoAddress() {
		this.service.put("/v1/preferences?user=gone", "{\"categories\":{},\"email\":\"gone@example.org\"}");
		assertThat(this.service.get("/v1/users/export?user=gone").body()).contains("gone@example.org");
		assertThat(this.service.method("DELETE", "/v1/users?user=gone").status()).isIn(202, 204);
		assertThat(this.service.get("/v1/preferences?user=gone").body()).isEqualTo("{\"categories\":{}}");
		assertThat(
				this.service.put("/v1/preferences?user=gone", "{\"categories\":{},\"email\":\"a@b.c\\r\\nBcc: x@y.z\"}")
					.status())
			.isEqualTo(422);
	}

	@Test
	void setsMalformedRecordsAside() {
		this.service.send("deliveries", null, "broken", "{\"id\":1}");
		assertThat(awaitDeadLetter("broken")).startsWith("not a delivery");
		await().pollDelay(Duration.ofMillis(500)).until(() -> true);
		assertThat(deadLetters("broken")).as("by one of the groups").hasSize(1);
	}

	/** The last, as it leaves the service behind with other settings. */
	@Test
	@Order(Integer.MAX_VALUE)
	void sendsToNoPrivateAddress() {
		rule("flaky", "[\"inbox\",\"webhook:flaky\"]");
		this.service.stop();
		int before = this.silent.connections();
		// A name, so that only looking it up tells.
		String secure = "https://localhost:" + this.silent.port() + "/";
		List<String> urls = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			urls.add(ENDPOINT.formatted(i, "url", secure));
		}
		urls.add("--millrace.notification.webhook.allow-private-addresses=false");
		run(urls.toArray(String[]::new));
		send("flaky", "private", "p1", "{\"n\":1}");
		assertThat(awaitDeadLetter("private")).startsWith("the host has a private or otherwise special address");
		assertThat(titles("private")).containsExactly("1");
		assertThat(this.silent.connections()).isEqualTo(before);
	}

}
