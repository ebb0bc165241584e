package io.millrace.ingest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.CloudEventDeserializer;
import io.millrace.ingest.Service.Answer;
import io.millrace.testsupport.Backends;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static io.millrace.ingest.Service.JSON;
import static io.millrace.ingest.Service.LINES;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Encodings, CloudEvents' binary mode, validation, schemas and routes; CloudEvents' own
 * SDK as the client.
 */
class ContractIT {

	private static final String GOOD = "{\"type\":\"t\",\"subject\":\"ann\"}";

	private static final String SCHEMA = """
			{"type":"object","required":["amount"],"properties":{
			  "amount":{"type":"number","minimum":0},
			  "lines":{"type":"array","items":{"type":"object","properties":{"sku":{"type":"string"}}}}}}""";

	private static Backends backends;

	private static Service service;

	private static Log log;

	private Map<TopicPartition, Long> start;

	@BeforeAll
	static void start(@TempDir Path directory) throws Exception {
		Path schema = Files.writeString(directory.resolve("bill.json"), SCHEMA);
		backends = Backends.start();
		service = Service.start(backends.kafkaBootstrapServers(), "--millrace.ingest.routes[0].event-type=audit.*",
				"--millrace.ingest.routes[0].topic=contract-audit", "--millrace.ingest.routes[1].event-type=audit.*",
				"--millrace.ingest.routes[1].topic=never-asked", "--millrace.ingest.schemas[0].event-type=bill.*",
				"--millrace.ingest.schemas[0].location=" + schema.toUri(), "--millrace.ingest.max-events=5");
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

	private static byte[] gzip(byte[] body) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (OutputStream out = new GZIPOutputStream(bytes)) {
			out.write(body);
		}
		return bytes.toByteArray();
	}

	private static byte[] zstd(byte[] body, int windowLog) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ZstdOutputStreamNoFinalizer out = new ZstdOutputStreamNoFinalizer(bytes, 3)) {
			if (windowLog > 0) {
				out.setLong(windowLog);
			}
			out.write(body);
		}
		return bytes.toByteArray();
	}

	private static byte[] encoded(String coding, String body) throws IOException {
		byte[] utf8 = body.getBytes(StandardCharsets.UTF_8);
		return coding.equals("zstd") ? zstd(utf8, 0) : gzip(utf8);
	}

	private static Answer post(byte[] body, String... headers) throws Exception {
		return service.post(JSON, HttpRequest.BodyPublishers.ofByteArray(body), headers);
	}

	@ParameterizedTest
	@ValueSource(strings = { "gzip", "GZIP", "x-gzip", "zstd" })
	void readsEncodedBodies(String coding) throws Exception {
		Answer answer = post(encoded(coding, "[" + GOOD + "," + GOOD + "]"), "Content-Encoding", coding);

		assertThat(answer.status()).as(answer.text()).isEqualTo(202);
		assertThat(sent()).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "gzip", "zstd" })
	void aFewBytesThatUnfoldBeyondTheLimitAreRefused(String coding) throws Exception {
		byte[] bomb = encoded(coding, " ".repeat(200_000_000));
		assertThat(bomb).hasSizeLessThan(300_000);

		Answer answer = post(bomb, "Content-Encoding", coding);

		assertThat(answer.status()).isEqualTo(413);
		assertThat(answer.json().get("detail").asString()).contains("millrace.ingest.max-body").contains("10485760");
	}

	@ParameterizedTest
	@ValueSource(strings = { "gzip", "zstd" })
	void encodedBodiesThatAreDamagedOrCutShortAreProblems(String coding) throws Exception {
		byte[] body = encoded(coding, "[" + GOOD + "," + GOOD.replace("ann", "b\u00e9n") + "]");
		for (int length = 0; length < body.length; length++) {
			assertThat(post(java.util.Arrays.copyOf(body, length), "Content-Encoding", coding).problem())
				.as("the first %s bytes", length)
				.isEqualTo("malformed-body");
		}
		assertThat(post(GOOD.getBytes(StandardCharsets.UTF_8), "Content-Encoding", coding).problem())
			.isEqualTo("malformed-body");
		assertThat(sent()).isEmpty();
	}

	/** Nothing but an answer, whatever is done to the bytes. */
	@ParameterizedTest
	@ValueSource(strings = { "gzip", "zstd" })
	void damagedEncodingsAreAnsweredOneWayOrTheOther(String coding) throws Exception {
		byte[] body = encoded(coding, "[" + GOOD + "," + GOOD + "," + GOOD + "]");
		java.util.Random random = new java.util.Random(11);
		for (int round = 0; round < 300; round++) {
			byte[] damaged = body.clone();
			for (int i = random.nextInt(3); i >= 0; i--) {
				damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
			}
			assertThat(post(damaged, "Content-Encoding", coding).status()).isIn(202, 207, 400, 413, 422);
		}
	}

	@Test
	void aWindowBeyondWhatTheContentCodingAllowsIsRefused() throws Exception {
		byte[] body = zstd(
				("{\"type\":\"t\",\"subject\":\"ann\"}" + " ".repeat(1_000)).getBytes(StandardCharsets.UTF_8), 27);

		assertThat(post(body, "Content-Encoding", "zstd").problem()).isEqualTo("malformed-body");
	}

	@Test
	void namesTheEncodingsThatItReads() throws Exception {
		Answer answer = service.post(JSON, GOOD, "Content-Encoding", "br");

		assertThat(answer.status()).isEqualTo(415);
		assertThat(answer.header("Accept-Encoding")).isEqualTo("gzip, zstd");
	}

	/** Wherever the network cuts a body, its events and their bytes are the same. */
	@ParameterizedTest
	@CsvSource({ "application/json, false", "application/x-ndjson, false", "application/json, true" })
	void aBodyThatComesInTwoPiecesIsTheSameBody(String type, boolean zipped) throws Exception {
		String event = "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"\u00e9\ud83d\ude00\","
				+ "\"time\":\"2026-11-20T10:00:00Z\",\"data\":[1.50,\"\\u0041\"]}";
		String both = type.equals(LINES) ? event.formatted("a") + "\n" + event.formatted("b")
				: "[" + event.formatted("a") + "," + event.formatted("b") + "]";
		byte[] body = both.getBytes(StandardCharsets.UTF_8);
		byte[] onTheWire = zipped ? gzip(body) : body;
		try (Socket socket = service.connect()) {
			socket.setTcpNoDelay(true);
			for (int cut = 1; cut < onTheWire.length; cut++) {
				OutputStream out = socket.getOutputStream();
				out.write(("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: " + type
						+ (zipped ? "\r\nContent-Encoding: gzip" : "") + "\r\nTransfer-Encoding: chunked\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
				chunk(out, onTheWire, 0, cut);
				chunk(out, onTheWire, cut, onTheWire.length);
				out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
				assertThat(answer(socket)).as("cut at %s", cut).startsWith("HTTP/1.1 202");
			}
		}
		List<String> values = sent().stream().map(Log::value).toList();
		assertThat(values).hasSize(2 * (onTheWire.length - 1)).containsOnly(event.formatted("a"), event.formatted("b"));
	}

	private static void chunk(OutputStream out, byte[] bytes, int from, int to) throws IOException {
		out.write((Integer.toHexString(to - from) + "\r\n").getBytes(StandardCharsets.US_ASCII));
		out.write(bytes, from, to - from);
		out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
		out.flush();
	}

	/** Up to the end of its body, whose length is among its headers. */
	private static String answer(Socket socket) throws IOException {
		String headers = headers(socket);
		int length = Integer.parseInt(headers.replaceAll("(?si).*content-length: (\\d+).*", "$1"));
		socket.getInputStream().readNBytes(length);
		return headers;
	}

	private static String headers(Socket socket) throws IOException {
		StringBuilder answer = new StringBuilder();
		while (answer.indexOf("\r\n\r\n") < 0) {
			answer.append((char) socket.getInputStream().read());
		}
		return answer.toString();
	}

	@Test
	void takesAnEventWhoseAttributesAreHeaders() throws Exception {
		Answer answer = service.post("application/json; charset=utf-8", "{\"a\": 1.50}", "ce-specversion", "1.0",
				"CE-Type", "order.paid", "ce-id", "a1", "ce-source", "/shop", "ce-subject",
				"\"Ren%C3%A9 %F0%9F%98%80\"", "ce-time", "2026-11-20T10:00:00Z", "ce-shard", "7");

		assertThat(answer.status()).as(answer.text()).isEqualTo(202);
		JsonNode event = tools.jackson.databind.json.JsonMapper.shared().readTree(sent().getFirst().value());
		assertThat(event.get("subject").asString()).isEqualTo("Ren\u00e9 \ud83d\ude00");
		assertThat(event.get("shard").asString()).isEqualTo("7");
		assertThat(event.get("datacontenttype").asString()).isEqualTo("application/json; charset=utf-8");
		assertThat(Log.value(sent().getFirst())).contains("\"data\":{\"a\": 1.50}");
	}

	@Test
	void dataThatIsNotJsonStandsInBase64() throws Exception {
		service.post("text/plain", "h\u00e9", "ce-specversion", "1.0", "ce-type", "t", "ce-subject", "ann");
		service.send(service.request("local.server.port", "/v1/events")
			.headers("ce-specversion", "1.0", "ce-type", "t", "ce-subject", "none")
			.POST(HttpRequest.BodyPublishers.noBody()));

		assertThat(sent()).extracting(Log::value)
			.anyMatch((value) -> value.contains("\"data_base64\":\"aMOp\"") && value.contains("text/plain"))
			.anyMatch((value) -> value.contains("none") && !value.contains("data"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "1,\"subject\":\"eve\" | ce-type | t", "1} | ce-type | t", "{ | ce-type | t",
					"1 | ce-type | \u00e9", "1 | ce-type | %C3", "1 | ce-data | x",
					"1 | ce-datacontenttype | text/plain", "1 | ce-a_b | x" })
	void whatCannotBeAnEventInHeadersIsMalformed(String body, String header, String value) throws Exception {
		byte[] utf8 = body.getBytes(StandardCharsets.UTF_8);
		try (Socket socket = service.connect()) {
			socket.getOutputStream()
				.write(("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nce-specversion: 1.0\r\n"
						+ "ce-subject: ann\r\n" + header + ": " + value + "\r\nContent-Length: " + utf8.length
						+ "\r\n\r\n")
					.getBytes(StandardCharsets.ISO_8859_1));
			socket.getOutputStream().write(utf8);
			assertThat(headers(socket)).startsWith("HTTP/1.1 400");
		}
		assertThat(sent()).isEmpty();
	}

	@Test
	void rejectsAnEventInHeadersAsAnyOther() throws Exception {
		assertThat(service.post(JSON, "1", "ce-specversion", "1.0", "ce-type", "t").code(0))
			.isEqualTo("subject_missing");
		assertThat(service.post(JSON, "1", "ce-specversion", "2.0", "ce-type", "t", "ce-subject", "s").code(0))
			.isEqualTo("specversion_invalid");
		assertThat(service.post(JSON, "1", "ce-type", "t", "ce-subject", "s").problem()).isEqualTo("malformed-body");
		assertThat(sent()).isEmpty();
	}

	@Test
	void saysWhatItWouldTakeAndTakesNothing() throws Exception {
		double received = service.metric("millrace_ingest_received_events_total");

		Answer some = validate("[{\"type\":\"t\",\"subject\":\"ann\",\"id\":\"i\"},{\"type\":\"t\"}]");

		assertThat(some.status()).isEqualTo(207);
		assertThat(some.json().get("accepted").asInt()).isEqualTo(1);
		assertThat(some.result(0).get("status").asString()).isEqualTo("valid");
		assertThat(some.result(0).get("id").asString()).isEqualTo("i");
		assertThat(some.code(1)).isEqualTo("subject_missing");
		assertThat(validate(GOOD).status()).isEqualTo(200);
		assertThat(validate("[{}]").status()).isEqualTo(422);
		assertThat(validate("{").problem()).isEqualTo("malformed-body");
		assertThat(sent()).isEmpty();
		assertThat(service.metric("millrace_ingest_received_events_total")).isEqualTo(received);
	}

	private static Answer validate(String body) throws Exception {
		return service.send(service.request("local.server.port", "/v1/events/validate")
			.header("Content-Type", JSON)
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	@Test
	void holdsDataAgainstTheSchemaOfItsType() throws Exception {
		String bill = "{\"type\":\"bill.sent\",\"subject\":\"ann\",\"data\":%s}";
		assertThat(service.post(JSON, bill.formatted("{\"amount\":1}")).status()).isEqualTo(202);

		Answer answer = service.post(LINES,
				bill.formatted("{\"amount\":1,\"lines\":[{},{\"sku\":7}]}") + "\n" + bill.formatted("{\"amount\":-1}"));

		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.code(0)).isEqualTo("schema_violation");
		JsonNode error = answer.result(0).get("error");
		assertThat(error.get("path").asString()).isEqualTo("/data/lines/1/sku");
		assertThat(error.get("detail").asString()).contains("/data/lines/1/sku").contains("string");
		assertThat(error.get("retryable").asBoolean()).isFalse();
		assertThat(answer.result(1).get("error").get("line").asInt()).isEqualTo(2);
		assertThat(answer.result(1).get("error").get("path").asString()).isEqualTo("/data/amount");
		Answer none = service.post(JSON, "{\"type\":\"bill.sent\",\"subject\":\"ann\"}");
		assertThat(none.result(0).get("error").get("path").asString()).isEqualTo("/data");
		assertThat(sent()).hasSize(1);
	}

	@Test
	void sendsTypesToTheTopicOfTheirRoute() throws Exception {
		Answer answer = service.post(JSON, "[{\"type\":\"audit.login\",\"subject\":\"ann\"}," + GOOD
				+ ",{\"type\":\"audit\",\"subject\":\"ann\"}]");

		assertThat(answer.status()).as(answer.text()).isEqualTo(202);
		assertThat(answer.json().get("results").valueStream().map((result) -> result.get("topic").asString()))
			.containsExactly("contract-audit", "user-events", "user-events");
		assertThat(answer.result(0).get("partition").asInt()).isEqualTo(answer.result(1).get("partition").asInt());
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", backends.kafkaBootstrapServers()))) {
			assertThat(admin.describeTopics(List.of("contract-audit")).allTopicNames().get().get("contract-audit"))
				.satisfies((topic) -> assertThat(topic.partitions()).hasSize(6));
		}
		assertThat(service.manage("/actuator/health").json().at("/components/topics/details/contract-audit").asString())
			.isEqualTo("ready");
	}

	@Test
	void namesTheLimitThatWasExceeded() throws Exception {
		assertThat(service.post(JSON, "[" + "{},".repeat(5) + "{}]").json().get("detail").asString())
			.contains("millrace.ingest.max-events")
			.contains("5");
		Answer answer = service.post(JSON,
				"[{\"type\":\"t\",\"subject\":\"a\",\"time\":\"2999-01-01T00:00:00Z\"},{\"type\":\"t\",\"subject\":\"a\",\"data\":\""
						+ "x".repeat(1_048_576) + "\"}]");
		assertThat(answer.result(0).get("error").get("detail").asString()).contains("millrace.ingest.max-ahead");
		assertThat(answer.result(1).get("error").get("detail").asString())
			.contains("millrace.topics.user-events.max-message-size")
			.contains("1048576");
	}

	@ParameterizedTest
	@ValueSource(strings = { "structured", "binary", "batch" })
	void cloudEventsSdkWritesWhatItReadsBackFromKafka(String mode) throws Exception {
		List<CloudEvent> events = new ArrayList<>();
		for (String id : (mode.equals("batch")) ? List.of("one", "two") : List.of("one")) {
			events.add(CloudEventBuilder.v1()
				.withId(id)
				.withSource(URI.create("/shop"))
				.withType("order.paid")
				// In headers the SDK percent-encodes nothing.
				.withSubject(mode.equals("binary") ? "ann %" : "Ren\u00e9 % \ud83d\ude00")
				.withTime(OffsetDateTime.parse("2026-11-20T10:00:00.123Z"))
				.withExtension("shard", "7")
				.withData(JSON,
						JsonCloudEventData.wrap(new com.fasterxml.jackson.databind.ObjectMapper()
							.readTree("{\"amount\":12.5,\"items\":[\"a\",\"\u00e9\"]}")))
				.build());
		}
		Map<String, String> headers = new LinkedHashMap<>();
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		switch (mode) {
			case "structured" -> HttpMessageFactory.createWriter(headers::put, body::writeBytes)
				.writeStructured(events.getFirst(), JsonFormat.CONTENT_TYPE);
			case "binary" ->
				HttpMessageFactory.createWriter(headers::put, body::writeBytes).writeBinary(events.getFirst());
			default -> {
				headers.put("Content-Type", "application/cloudevents-batch+json");
				List<String> texts = events.stream()
					.map((event) -> new String(new JsonFormat().serialize(event), StandardCharsets.UTF_8))
					.toList();
				body.writeBytes(("[" + String.join(",", texts) + "]").getBytes(StandardCharsets.UTF_8));
			}
		}

		Answer answer = service.send(service.request("local.server.port", "/v1/events")
			.headers(headers.entrySet()
				.stream()
				.flatMap((header) -> java.util.stream.Stream.of(header.getKey(), header.getValue()))
				.toArray(String[]::new))
			.POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())));

		assertThat(answer.status()).as(answer.text()).isEqualTo(202);
		try (CloudEventDeserializer deserializer = new CloudEventDeserializer()) {
			assertThat(sent())
				.extracting((message) -> deserializer.deserialize(message.topic(), message.headers(), message.value()))
				.containsExactlyElementsOf(events);
		}
	}

}
