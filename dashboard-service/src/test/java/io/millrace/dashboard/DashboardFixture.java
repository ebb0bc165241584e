package io.millrace.dashboard;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Future;

import io.millrace.testsupport.Backends;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The service as it is deployed, against a Kafka and a Redis of its own, and events put
 * straight into the topic.
 */
final class DashboardFixture implements AutoCloseable {

	static final int PARTITIONS = 6;

	final Backends backends = Backends.start();

	private final String[] properties;

	ConfigurableApplicationContext application;

	StringRedisTemplate redis;

	private final KafkaProducer<byte[], byte[]> producer;

	private final HttpClient http = HttpClient.newHttpClient();

	private final JsonMapper json = new JsonMapper();

	/** By partition, the position after what was sent. */
	private final Map<Integer, Long> ends = new TreeMap<>();

	DashboardFixture(String... properties) {
		this.properties = properties.clone();
		this.application = start();
		this.redis = this.application.getBean(StringRedisTemplate.class);
		this.producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", this.backends.kafkaBootstrapServers(), "acks", "all", "linger.ms", "5"),
				new ByteArraySerializer(), new ByteArraySerializer());
	}

	/** Another process, as far as Kafka and Redis can tell. */
	void restart() {
		this.application.close();
		this.application = start();
		this.redis = this.application.getBean(StringRedisTemplate.class);
	}

	private ConfigurableApplicationContext start() {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--management.server.port=0",
				"--spring.kafka.bootstrap-servers=" + this.backends.kafkaBootstrapServers(),
				"--spring.data.redis.host=" + this.backends.redisHost(),
				"--spring.data.redis.port=" + this.backends.redisPort(), "--millrace.sink.check-interval=300ms"));
		for (String property : this.properties) {
			arguments.add("--" + property);
		}
		return DashboardApplication.application().run(arguments.toArray(String[]::new));
	}

	/**
	 * @return where it stands, once the broker has it
	 */
	RecordMetadata send(Sent event) throws Exception {
		return send(List.of(event)).getFirst();
	}

	List<RecordMetadata> send(List<Sent> events) throws Exception {
		List<Future<RecordMetadata>> futures = new ArrayList<>();
		for (Sent event : events) {
			futures.add(this.producer.send(new ProducerRecord<>("user-events",
					event.user().getBytes(StandardCharsets.UTF_8), event.json().getBytes(StandardCharsets.UTF_8))));
		}
		List<RecordMetadata> sent = new ArrayList<>();
		for (Future<RecordMetadata> future : futures) {
			RecordMetadata metadata = future.get();
			this.ends.merge(metadata.partition(), metadata.offset() + 1, Math::max);
			sent.add(metadata);
		}
		return sent;
	}

	/** A record that need not be an event. */
	void sendRaw(String value) throws Exception {
		RecordMetadata metadata = this.producer
			.send(new ProducerRecord<>("user-events", null, value.getBytes(StandardCharsets.UTF_8)))
			.get();
		this.ends.merge(metadata.partition(), metadata.offset() + 1, Math::max);
	}

	/** Until everything sent so far is counted, in a complete generation. */
	void awaitCounted() {
		await().atMost(Duration.ofSeconds(60))
			.pollInterval(Duration.ofMillis(100))
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(isCounted(query("step=all"))).isTrue());
	}

	boolean isCounted(JsonNode answer) {
		JsonNode asOf = answer.path("asOf");
		return !asOf.path("filling").asBoolean(false) && this.ends.entrySet()
			.stream()
			.allMatch((end) -> asOf.path("offsets").path("user-events-" + end.getKey()).asLong(-1) >= end.getValue());
	}

	/** The answer, which must be a 200. */
	JsonNode query(String parameters) throws IOException, InterruptedException {
		HttpResponse<String> response = get("/v1/query?" + encode(parameters));
		assertThat(response.statusCode()).as(parameters + " -> " + response.body()).isEqualTo(200);
		return this.json.readTree(response.body());
	}

	HttpResponse<String> get(String pathAndQuery) throws IOException, InterruptedException {
		return get("local.server.port", pathAndQuery);
	}

	JsonNode health() throws IOException, InterruptedException {
		return this.json.readTree(get("local.management.port", "/actuator/health").body());
	}

	double metric(String name) throws IOException, InterruptedException {
		JsonNode metric = this.json.readTree(get("local.management.port", "/actuator/metrics/" + name).body());
		return metric.path("measurements").path(0).path("value").asDouble();
	}

	private HttpResponse<String> get(String port, String pathAndQuery) throws IOException, InterruptedException {
		URI uri = URI.create("http://localhost:" + this.application.getEnvironment().getProperty(port) + pathAndQuery);
		return this.http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
	}

	/** The status line for a target that no client would send. */
	String rawGet(String target) throws IOException {
		int port = Integer
			.parseInt(Objects.requireNonNull(this.application.getEnvironment().getProperty("local.server.port")));
		try (Socket socket = new Socket("localhost", port)) {
			socket.getOutputStream()
				.write(("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
				.findFirst()
				.orElse("");
		}
	}

	JsonNode parse(String body) {
		return this.json.readTree(body);
	}

	/** Encodes the values of parameters that are written plainly. */
	static String encode(String parameters) {
		List<String> encoded = new ArrayList<>();
		for (String parameter : parameters.split("&")) {
			int end = parameter.indexOf('=');
			encoded.add(parameter.substring(0, end + 1)
					+ URLEncoder.encode(parameter.substring(end + 1), StandardCharsets.UTF_8));
		}
		return String.join("&", encoded);
	}

	@Override
	public void close() {
		this.producer.close();
		this.application.close();
		this.backends.close();
	}

}
