package io.millrace.ingest;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.millrace.common.event.Event;
import io.millrace.common.event.EventCodec;
import io.millrace.common.topic.KeyPartitioner;
import io.millrace.common.topic.TopicProvisioner;
import io.millrace.common.topic.TopicSettings;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.ingest.Service.Answer;
import io.millrace.testsupport.Backends;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import tools.jackson.databind.JsonNode;

import static io.millrace.ingest.Service.JSON;
import static io.millrace.ingest.Service.LINES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class IngestIT {

	private static final String GOOD = "{\"type\":\"t\",\"subject\":\"ann\"}";

	private static Backends backends;

	private static Service service;

	private static Log log;

	private Map<TopicPartition, Long> start;

	@BeforeAll
	static void start() {
		backends = Backends.start();
		service = Service.start(backends.kafkaBootstrapServers(), "--millrace.ingest.max-buffered=16MB");
		log = new Log(backends.kafkaBootstrapServers());
	}

	@AfterAll
	static void stop() {
		service.close();
		backends.close();
	}

	@BeforeEach
	void lookAtTheEnd() {
		this.start = log.end();
	}

	private List<ConsumerRecord<byte[], byte[]>> sent() {
		return log.since(this.start);
	}

	/** A complete event with its id as its data, too. */
	private static String event(String id, String subject) {
		return ("{ \"specversion\":\"1.0\", \"id\":\"%s\",\"source\":\"/shop\",\"type\":\"order.paid\",\"subject\":\"%s\","
				+ "\"time\":\"2026-11-20T10:00:00Z\",\"data\":{\"n\":\"%s\", \"amount\":12.50}}")
			.formatted(id, subject, id);
	}

	private void assertRefusedAsAWhole(Answer answer, int status, String problem) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		assertThat(answer.problem()).isEqualTo(problem);
		assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
		assertThat(answer.json().get("detail").asString()).isNotBlank();
		assertThat(sent()).isEmpty();
	}

	@Test
	void commitsAnEventAndSaysWhereItIs() throws Exception {
		Answer answer = service.post(JSON, "{\"type\":\"order.paid\",\"subject\":\"ann\",\"data\":{\"a\":1.50}}");

		assertThat(answer.status()).isEqualTo(202);
		assertThat(answer.header("Content-Type")).startsWith("application/json");
		assertThat(answer.json().propertyNames()).containsExactly("accepted", "rejected", "results");
		assertThat(answer.json().get("accepted").asInt()).isEqualTo(1);
		JsonNode result = answer.result(0);
		assertThat(result.propertyNames()).containsExactly("index", "id", "status", "topic", "partition", "offset");
		assertThat(result.get("status").asString()).isEqualTo("committed");
		ConsumerRecord<byte[], byte[]> message = sent().getFirst();
		assertThat(message.partition()).isEqualTo(result.get("partition").asInt())
			.isEqualTo(KeyPartitioner.partition("ann", 6));
		assertThat(message.offset()).isEqualTo(result.get("offset").asLong());
		Event event = new EventCodec().decode(message.value());
		assertThat(event.id()).isEqualTo(result.get("id").asString());
		assertThat(event.source()).isEqualTo("/millrace/anonymous");
		assertThat(Log.key(message)).isEqualTo("ann");
		assertThat(Log.header(message, "content-type")).isEqualTo("application/cloudevents+json");
		assertThat(Log.header(message, "traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
		assertThat(message.timestampType().toString()).isEqualTo("LogAppendTime");
	}

	@ParameterizedTest
	@CsvSource({ "application/json, %s", "application/json;charset=utf-8, [%s]", "application/cloudevents+json, %s",
			"application/cloudevents-batch+json; charset=UTF-8, [%s]", "application/x-ndjson, %s" })
	void forwardsACompleteEventByteForByteInEveryFormat(String contentType, String template) throws Exception {
		String event = event("i-1", "bén😀");

		Answer answer = service.post(contentType, template.formatted("  " + event + " "));

		assertThat(answer.status()).as(answer.text()).isEqualTo(202);
		assertThat(sent()).singleElement().satisfies((message) -> assertThat(Log.value(message)).isEqualTo(event));
	}

	@Test
	void carriesTheTraceOn() throws Exception {
		String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

		service.post(JSON, "[" + GOOD + "," + GOOD + "]", "traceparent", trace);

		assertThat(sent()).hasSize(2)
			.allSatisfy((message) -> assertThat(Log.header(message, "traceparent")).isEqualTo(trace));
	}

	@Test
	void everyOffsetIsTrueAndEveryUserInOrder() throws Exception {
		Random random = new Random(11);
		List<String> subjects = IntStream.range(0, 10_000).mapToObj((i) -> "user-" + random.nextInt(200)).toList();
		String body = IntStream.range(0, 10_000)
			.mapToObj((i) -> event("e" + i, subjects.get(i)))
			.collect(Collectors.joining("\n"));

		Answer answer = service.post(LINES, body);

		assertThat(answer.status()).isEqualTo(202);
		assertThat(answer.json().get("accepted").asInt()).isEqualTo(10_000);
		Map<String, String> places = new HashMap<>();
		Map<String, List<String>> ids = new HashMap<>();
		for (ConsumerRecord<byte[], byte[]> message : sent()) {
			String id = new EventCodec().decode(message.value()).id();
			places.put(id, message.partition() + "@" + message.offset());
			ids.computeIfAbsent(Log.key(message), (key) -> new ArrayList<>()).add(id);
		}
		for (int i = 0; i < 10_000; i++) {
			JsonNode result = answer.result(i);
			assertThat(result.get("index").asInt()).isEqualTo(i);
			assertThat(places.get("e" + i))
				.isEqualTo(result.get("partition").asInt() + "@" + result.get("offset").asLong());
		}
		ids.forEach((subject,
				inLog) -> assertThat(inLog).isEqualTo(IntStream.range(0, 10_000)
					.filter((i) -> subjects.get(i).equals(subject))
					.mapToObj((i) -> "e" + i)
					.toList()));
	}

	@Test
	void keepsEachUsersOrderWhileManySend() throws Exception {
		List<Future<?>> users = new ArrayList<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int user = 0; user < 16; user++) {
				String subject = "u" + user;
				users.add(threads.submit(() -> {
					for (int i = 0; i < 30; i++) {
						assertThat(service.post(JSON, event(subject + "-" + i, subject)).status()).isEqualTo(202);
					}
					return null;
				}));
			}
			for (Future<?> user : users) {
				user.get();
			}
		}
		Map<String, Integer> next = new HashMap<>();
		for (ConsumerRecord<byte[], byte[]> message : sent()) {
			int expected = next.merge(Log.key(message), 1, Integer::sum) - 1;
			assertThat(new EventCodec().decode(message.value()).id()).isEqualTo(Log.key(message) + "-" + expected);
		}
		assertThat(next.values()).hasSize(16).containsOnly(30);
	}

	@Test
	void oneBrokenLineInTheMiddleCostsOnlyItself() throws Exception {
		Answer answer = service.post(LINES,
				event("a", "ann") + "\n{\"type\":\"t\",\"subject\":\n\n" + event("b", "ann") + "\n");

		assertThat(answer.status()).isEqualTo(207);
		assertThat(answer.json().get("accepted").asInt()).isEqualTo(2);
		assertThat(answer.json().get("rejected").asInt()).isEqualTo(1);
		assertThat(answer.code(1)).isEqualTo("malformed_json");
		assertThat(answer.result(1).get("error").get("line").asInt()).isEqualTo(2);
		assertThat(answer.result(1).get("error").get("retryable").asBoolean()).isFalse();
		assertThat(sent()).extracting(Log::value).containsExactly(event("a", "ann"), event("b", "ann"));
	}

	@Test
	void oneBadEventOfABatchCostsOnlyItself() throws Exception {
		String large = event("large", "ann").replace("12.50", "\"" + "x".repeat(2_000_000) + "\"");
		Answer answer = service.post(JSON,
				"[" + String.join(",", event("a", "ann"), large, "{\"id\":\"x\",\"type\":\"t\"}",
						"{\"type\":1,\"subject\":\"s\"}", "{\"type\":\"t\",\"type\":\"t\",\"subject\":\"s\"}",
						"{\"type\":\"t\",\"subject\":\"s\",\"time\":\"9999-01-01T00:00:00Z\"}",
						"{\"type\":\"t\",\"subject\":\"a\\nb\"}", event("b", "ann")) + "]");

		assertThat(answer.status()).isEqualTo(207);
		assertThat(IntStream.range(0, 8).mapToObj(answer::code)).containsExactly("", "event_too_large",
				"subject_missing", "type_invalid", "duplicate_key", "time_in_future", "subject_invalid", "");
		assertThat(answer.result(2).get("id").asString()).isEqualTo("x");
		assertThat(sent()).extracting(Log::value).containsExactly(event("a", "ann"), event("b", "ann"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[{},7]", "{\"type\":\"t\",\"subject\":\"\\n\"}" })
	void saysSoWhenEveryEventIsBad(String body) throws Exception {
		Answer answer = service.post(JSON, body);

		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.json().get("accepted").asInt()).isZero();
		assertThat(answer.result(0).get("error").get("detail").asString()).isNotBlank();
		assertThat(sent()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " \n", "null", "7", "\"x\"", "{\"type\":\"t\"", "[" + GOOD, "[" + GOOD + ",]",
			GOOD + GOOD, "[" + GOOD + "} ", "\u0000" })
	void refusesABodyThatIsNoJson(String body) throws Exception {
		Answer answer = service.post(JSON, body);
		assertRefusedAsAWhole(answer, 400, "malformed-body");
		assertThat(answer.text()).as("the parser's internals").doesNotContain("Source", "Feature");
	}

	@Test
	void refusesEndlessNestingInvalidUtf8AndUtf16() throws Exception {
		assertRefusedAsAWhole(service.post(JSON, "[".repeat(10_000)), 400, "malformed-body");
		assertThat(service.post(JSON, "{\"data\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}").code(0))
			.isEqualTo("nesting_too_deep");
		byte[] latin1 = GOOD.replace("ann", "änn").getBytes(StandardCharsets.ISO_8859_1);
		assertRefusedAsAWhole(service.post(JSON, HttpRequest.BodyPublishers.ofByteArray(latin1)), 400,
				"malformed-body");
		byte[] utf16 = GOOD.getBytes(StandardCharsets.UTF_16);
		assertRefusedAsAWhole(service.post(JSON, HttpRequest.BodyPublishers.ofByteArray(utf16)), 400, "malformed-body");
		assertThat(service.post(JSON, "\uFEFF" + GOOD).status()).isEqualTo(202);
	}

	@Test
	void keepsHostileSubjectsApart() throws Exception {
		List<String> subjects = List.of("..", "a/b", "{x}", "}", "*", "%2F", "/", "😀", "é", "é", "Ann", "ann", " ann");
		for (String subject : subjects) {
			assertThat(service.post(JSON, event("i", subject)).status()).isEqualTo(202);
		}

		assertThat(sent()).extracting(Log::key).containsExactlyInAnyOrderElementsOf(subjects);
	}

	@Test
	void takesAnEventOfExactlyTheLimitAndNoLarger() throws Exception {
		byte[] noise = new byte[1_048_576];
		new Random(5).nextBytes(noise);
		String data = Base64.getEncoder().encodeToString(noise);
		String frame = event("i", "ann").replace("12.50", "\"%s\"");
		int room = 1_048_576 - frame.length() + 2;

		assertThat(service.post(JSON, frame.formatted(data.substring(0, room))).status()).isEqualTo(202);
		assertThat(service.post(JSON, frame.formatted(data.substring(0, room + 1))).code(0))
			.isEqualTo("event_too_large");
		assertThat(sent()).singleElement().satisfies((message) -> assertThat(message.value()).hasSize(1_048_576));
	}

	@Test
	void refusesTooManyEventsBeforeAnyIsSent() throws Exception {
		Answer answer = service.post(JSON, "[" + (GOOD + ",").repeat(10_000) + GOOD + "]");

		assertRefusedAsAWhole(answer, 413, "too-many-events");
		assertThat(answer.json().get("detail").asString()).contains("10000");
	}

	@Test
	void answersABodyThatIsTooLargeHoweverItIsSent() throws Exception {
		byte[] megabyte = " ".repeat(1_048_576).getBytes(StandardCharsets.US_ASCII);
		String announced = exchange("Content-Length: " + 50 * megabyte.length + "\r\n\r\n", megabyte, "", "");
		assertThat(announced).startsWith("HTTP/1.1 413").contains("problems/body-too-large").contains("10485760");
		String chunked = exchange("Transfer-Encoding: chunked\r\n\r\n", megabyte, "100000\r\n", "\r\n");
		assertThat(chunked).startsWith("HTTP/1.1 413").contains("problems/body-too-large");
		assertThat(sent()).isEmpty();
		assertThat(service.post(JSON, " ".repeat(10_485_760 - GOOD.length()) + GOOD).status()).isEqualTo(202);
		assertThat(service.post(JSON, " ".repeat(10_485_761 - GOOD.length()) + GOOD).status()).isEqualTo(413);
	}

	/**
	 * Sends 50 such pieces to the end before it reads the answer, as simple clients do.
	 */
	private static String exchange(String headers, byte[] piece, String before, String after) throws IOException {
		try (Socket socket = service.connect()) {
			OutputStream out = socket.getOutputStream();
			out.write(("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
					+ headers)
				.getBytes(StandardCharsets.US_ASCII));
			for (int i = 0; i < 50; i++) {
				out.write(before.getBytes(StandardCharsets.US_ASCII));
				out.write(piece);
				out.write(after.getBytes(StandardCharsets.US_ASCII));
			}
			out.write((before.isEmpty() ? "" : "0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	@Test
	void refusesRatherThanRunsOutOfMemory() throws Exception {
		try (Socket slow = service.connect()) {
			slow.getOutputStream()
				.write("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10000000\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			slow.getOutputStream().write(new byte[9_900_000]);
			String large = " ".repeat(9_000_000) + GOOD;
			await().untilAsserted(() -> {
				Answer answer = service.post(JSON, large);
				assertThat(answer.status()).isEqualTo(503);
				assertThat(answer.json().get("detail").asString()).contains("millrace.ingest.max-buffered");
				assertThat(answer.header("Retry-After")).isEqualTo("1");
				assertThat(answer.json().get("retryable").asBoolean()).isTrue();
			});
			assertThat(service.post(JSON, GOOD).status()).isEqualTo(202);
		}
		await()
			.untilAsserted(() -> assertThat(service.post(JSON, " ".repeat(9_000_000) + GOOD).status()).isEqualTo(202));
	}

	@Test
	void aBodyThatBreaksOffIsNoEvent() throws Exception {
		try (Socket socket = service.connect()) {
			socket.getOutputStream()
				.write(("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: 1000\r\n\r\n"
						+ GOOD + "\n")
					.getBytes(StandardCharsets.US_ASCII));
			socket.shutdownOutput();
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.startsWith("HTTP/1.1 400");
		}
		assertThat(sent()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "text/plain, -, -", "application/x-www-form-urlencoded, -, -",
			"application/xml, -, -", "application/json;charset=ISO-8859-1, -, -",
			"application/json, Content-Encoding, br", "application/json, Content-Encoding, 'gzip, gzip'",
			"application/json;charset=ISO-8859-1, ce-specversion, 1.0", "///, -, -", "///, ce-specversion, 1.0",
			"application/json;charset=nonsense, -, -", "application/json;charset=nonsense, ce-specversion, 1.0" })
	void refusesWhatItCannotReadInsteadOfGuessing(String contentType, String header, String value) throws Exception {
		String[] headers = (header != null) ? new String[] { header, value } : new String[0];

		assertRefusedAsAWhole(service.post(contentType, GOOD, headers), 415, "unsupported-media-type");
	}

	@Test
	void holdsTheFormatsOfCloudEventsApart() throws Exception {
		assertRefusedAsAWhole(service.post("application/cloudevents+json", "[" + GOOD + "]"), 400, "malformed-body");
		assertRefusedAsAWhole(service.post("application/cloudevents-batch+json", GOOD), 400, "malformed-body");
		assertThat(service.post("application/cloudevents-batch+json", "[]").json().get("accepted").asInt()).isZero();
	}

	@Test
	void sendsNothingToWhoCannotReadTheAnswerOrAskedForSomethingElse() throws Exception {
		assertRefusedAsAWhole(service.post(JSON, GOOD, "Accept", "text/html"), 406, "not-acceptable");
		assertRefusedAsAWhole(service.send(service.request("local.server.port", "/v1/events?sync=true")
			.header("Content-Type", JSON)
			.POST(HttpRequest.BodyPublishers.ofString(GOOD))), 400, "unknown-parameter");
	}

	@Test
	void leavesAcceptedEventsOutIfAskedTo() throws Exception {
		Answer answer = service.post(JSON, "[" + GOOD + ",{}," + GOOD + "]", "Prefer", "respond-async, return=minimal");

		assertThat(answer.status()).isEqualTo(207);
		assertThat(answer.header("Preference-Applied")).isEqualTo("return=minimal");
		assertThat(answer.json().get("accepted").asInt()).isEqualTo(2);
		assertThat(answer.json().get("results").size()).isEqualTo(1);
		assertThat(answer.result(0).get("index").asInt()).isEqualTo(1);
	}

	@Test
	void otherPathsAndMethodsAreProblemsToo() throws Exception {
		assertThat(service.get("/").problem()).isEqualTo("not-found");
		assertThat(service.get("/v1/nothing").problem()).isEqualTo("not-found");
		assertThat(service.get("/v1/events").problem()).isEqualTo("method-not-allowed");
		assertThat(service.get("/v1/events").header("Allow")).isEqualTo("POST");
	}

	@Test
	void whatIsReceivedIsTheSumOfTheOutcomes() throws Exception {
		double received = service.metric("millrace_ingest_received_events_total");
		double rejected = service.metric("millrace_ingest_rejected_events_total");

		service.post(JSON, "[" + GOOD + ",{}," + GOOD + "]");
		service.post(JSON, "[");

		assertThat(service.metric("millrace_ingest_received_events_total")).isEqualTo(received + 3);
		assertThat(service.metric("millrace_ingest_rejected_events_total")).isEqualTo(rejected + 1);
		assertThat(service.metric("millrace_ingest_in_flight_events")).isZero();
		assertThat(service.metric("millrace_ingest_committed_events_total")
				+ service.metric("millrace_ingest_rejected_events_total")
				+ service.metric("millrace_ingest_unknown_events_total"))
			.isEqualTo(service.metric("millrace_ingest_received_events_total"));
	}

	@Test
	void refusesAnUndecodableQueryOnTheManagementPortToo() throws Exception {
		assertThat(service.manage("/actuator/prometheus?x=%C3").status()).isEqualTo(400);
	}

	@Test
	void saysThatItIsReadyAndThatKafkaIsThere() throws Exception {
		assertThat(service.manage("/actuator/health/readiness").status()).isEqualTo(200);
		JsonNode health = service.manage("/actuator/health").json();
		assertThat(health.at("/components/kafka/status").asString()).isEqualTo("UP");
		assertThat(health.at("/components/topics/status").asString()).isEqualTo("UP");
		assertThat(service.get("/actuator/health").status()).isEqualTo(404);
	}

	@Test
	void replacesAProducerThatCannotGoOn() throws Exception {
		assertThat(service.post(JSON, GOOD).status()).isEqualTo(202);
		// The producer that the service holds is closed behind its back: all it does from
		// now on is throw.
		service.bean(DefaultKafkaProducerFactory.class).reset();

		Answer first = service.post(JSON, GOOD);

		assertThat(first.status()).isEqualTo(503);
		assertThat(first.code(0)).isEqualTo("kafka_unavailable");
		await().untilAsserted(() -> assertThat(service.post(JSON, GOOD).status()).isEqualTo(202));
	}

	@Test
	void whatAFrozenKafkaDoesNotAcknowledgeIsUnknown() throws Exception {
		assumeTrue(backends.canPauseKafka(), "only containers can be frozen");
		assertThat(service.post(JSON, GOOD).status()).isEqualTo(202);
		backends.pauseKafka();
		try {
			Answer answer = service.post(JSON, "[" + event("frozen", "ann") + "," + GOOD + "]");
			assertThat(answer.status()).isEqualTo(503);
			assertThat(answer.json().get("results").valueStream().map((result) -> result.get("status").asString()))
				.containsExactly("unknown", "unknown");
			assertThat(answer.result(0).get("id").asString()).isEqualTo("frozen");
		}
		finally {
			backends.resumeKafka();
		}
		await().untilAsserted(() -> assertThat(service.post(JSON, event("frozen", "ann")).status()).isEqualTo(202));
		assertThat(sent()).extracting(Log::value).contains(event("frozen", "ann"));
	}

	@Test
	void makesTopicsAsConfigured() throws Exception {
		TopicSettings events = service.bean(TopicsProperties.class).userEvents();
		TopicSettings letters = TopicProvisioner.deadLetters(events, "some-group");
		service.bean(TopicProvisioner.class).ensure(events, letters);

		try (Admin admin = Admin.create(Map.of("bootstrap.servers", backends.kafkaBootstrapServers()))) {
			ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "user-events.some-group.dlt");
			Config config = Objects.requireNonNull(admin.describeConfigs(List.of(topic)).all().get().get(topic));
			assertThat(config.get("message.timestamp.type").value()).isEqualTo("LogAppendTime");
			assertThat(config.get("cleanup.policy").value()).isEqualTo("delete");
			assertThat(config.get("retention.ms").value()).isEqualTo("7776000000");
			assertThat(Integer.parseInt(config.get("max.message.bytes").value())).isGreaterThan(1_088 * 1_024);
			assertThat(admin.describeTopics(List.of(topic.name())).allTopicNames().get().values()).singleElement()
				.satisfies((description) -> assertThat(description.partitions()).hasSize(1));
		}
	}

}
