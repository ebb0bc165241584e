package io.millrace.dashboard;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.millrace.testsupport.Backends;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The service as it is deployed, with a Kafka and a Redis of its own, and events put
 * straight into the topic.
 */
public final class Installation implements AutoCloseable {

	/** How long something may take that takes a second at most on an idle machine. */
	public static final Duration SOON = Duration.ofSeconds(30);

	static final int PARTITIONS = 6;

	/** Of the group, in one process. */
	private static final int MEMBERS = 2;

	private final Backends backends = Backends.start();

	private final String[] properties;

	private ConfigurableApplicationContext application;

	private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
			Map.of("bootstrap.servers", this.backends.kafkaBootstrapServers(), "acks", "all", "linger.ms", "5"),
			new ByteArraySerializer(), new ByteArraySerializer());

	private final List<Process> spawned = new ArrayList<>();

	private final HttpClient http = HttpClient.newHttpClient();

	private final JsonMapper json = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	/** By partition, the position after what was sent. */
	private final Map<Integer, Long> ends = new TreeMap<>();

	/** Starts it with some properties, as {@code name=value}. */
	public Installation(String... properties) {
		this.properties = properties.clone();
		this.application = run();
	}

	/**
	 * Another process of the service, on the same backends, to be closed by the caller.
	 */
	public ConfigurableApplicationContext run() {
		return DashboardApplication.application().run(arguments().toArray(String[]::new));
	}

	/**
	 * Another process of the service that really is one, once it has its share of the
	 * partitions; to be killed by the caller. There must be no other.
	 */
	public Process spawn() throws IOException {
		await().atMost(SOON.multipliedBy(3)).until(() -> members() == MEMBERS);
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
						"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
						System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
						DashboardApplication.class.getName()));
		command.addAll(arguments());
		Path log = Files.createDirectories(Path.of("target", "spawned")).resolve(UUID.randomUUID() + ".log");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		this.spawned.add(process);
		await("it counts, see " + log).atMost(SOON.multipliedBy(3)).until(() -> members() == 2 * MEMBERS);
		return process;
	}

	/** Those that have partitions. */
	private int members() {
		int members = 0;
		for (JsonNode member : group(pipeline(), "dashboard").path("members")) {
			members += member.path("partitions").isEmpty() ? 0 : 1;
		}
		return members;
	}

	private List<String> arguments() {
		List<String> arguments = new ArrayList<>(
				List.of("--server.port=0", "--management.server.port=0", "--millrace.sink.check-interval=300ms"));
		arguments.addAll(this.backends.arguments());
		if (Stream.of(this.properties).noneMatch((property) -> property.startsWith("millrace.security."))) {
			arguments.add("--millrace.security.mode=none");
		}
		for (String property : this.properties) {
			arguments.add("--" + property);
		}
		return arguments;
	}

	public void restart() {
		this.application.close();
		this.application = run();
	}

	public Backends backends() {
		return this.backends;
	}

	public <T> T bean(Class<T> type) {
		return this.application.getBean(type);
	}

	public StringRedisTemplate redis() {
		return this.backends.redis();
	}

	/** What another node would tell of itself. */
	public void saysOfItself(String bootId, String status) {
		redis().opsForValue().set("millrace:node:" + bootId, status);
		redis().opsForZSet().add("millrace:nodes", bootId, Instant.now().toEpochMilli());
	}

	public void saysNoMore(String bootId) {
		redis().delete("millrace:node:" + bootId);
	}

	/** Sends events of now, and returns when the broker has them. */
	public void send(String type, int count, int users) {
		List<Sent> events = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			events.add(new Sent(UUID.randomUUID().toString(), type, "user-" + i % users, Instant.now()));
		}
		send(events);
	}

	/** Where it stands, once the broker has it. */
	RecordMetadata send(Sent event) {
		return send(List.of(event)).getFirst();
	}

	public List<RecordMetadata> send(List<Sent> events) {
		return sendRecords(events.stream()
			.map((event) -> new ProducerRecord<>("user-events", event.user().getBytes(StandardCharsets.UTF_8),
					event.json().getBytes(StandardCharsets.UTF_8)))
			.toList());
	}

	/** Sends a record that need not be an event. */
	void sendRaw(String value) {
		sendRecords(List.of(new ProducerRecord<>("user-events", null, value.getBytes(StandardCharsets.UTF_8))));
	}

	public List<RecordMetadata> sendRecords(List<ProducerRecord<byte[], byte[]>> records) {
		List<Future<RecordMetadata>> futures = records.stream().map(this.producer::send).toList();
		List<RecordMetadata> sent = new ArrayList<>();
		for (Future<RecordMetadata> future : futures) {
			try {
				RecordMetadata metadata = future.get();
				this.ends.merge(metadata.partition(), metadata.offset() + 1, Math::max);
				sent.add(metadata);
			}
			catch (InterruptedException | ExecutionException ex) {
				throw new IllegalStateException(ex);
			}
		}
		return sent;
	}

	/** Until everything that was sent is counted, in a complete generation. */
	public void awaitCounted() {
		awaitCounted(SOON.multipliedBy(2));
	}

	public void awaitCounted(Duration patience) {
		await().atMost(patience)
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(isCounted(query("step=all"))).isTrue());
	}

	boolean isCounted(JsonNode answer) {
		JsonNode asOf = answer.path("asOf");
		return !asOf.path("filling").asBoolean(false) && this.ends.entrySet()
			.stream()
			.allMatch((end) -> asOf.path("offsets").path("user-events-" + end.getKey()).asLong(-1) >= end.getValue());
	}

	/** What is answered to parameters that are written plainly; it must be a 200. */
	public JsonNode query(String parameters) {
		return json("/v1/query?" + encode(parameters));
	}

	public JsonNode pipeline() {
		return json("/v1/pipeline");
	}

	public static JsonNode group(JsonNode pipeline, String name) {
		for (JsonNode group : pipeline.path("groups")) {
			if (group.path("name").asString().equals(name)) {
				return group;
			}
		}
		throw new AssertionError("no group " + name + " in " + pipeline);
	}

	JsonNode health() {
		return parse(get(management("/actuator/health")).body());
	}

	double metric(String name) {
		JsonNode metric = parse(get(management("/actuator/metrics/" + name)).body());
		return metric.path("measurements").path(0).path("value").asDouble();
	}

	/** An answer, which must be a 200. */
	public JsonNode json(String pathAndQuery) {
		HttpResponse<String> response = get(pathAndQuery);
		assertThat(response.statusCode()).as(pathAndQuery + " -> " + response.body()).isEqualTo(200);
		return parse(response.body());
	}

	public HttpResponse<String> get(String pathAndQuery) {
		return get(uri(pathAndQuery));
	}

	private HttpResponse<String> get(URI uri) {
		return exchange(HttpRequest.newBuilder(uri).build());
	}

	/** Sends JSON. */
	public HttpResponse<String> send(String method, String path, String body) {
		return exchange(HttpRequest.newBuilder(uri(path))
			.header("Content-Type", "application/json")
			.method(method, HttpRequest.BodyPublishers.ofString(body))
			.build());
	}

	private HttpResponse<String> exchange(HttpRequest request) {
		try {
			return this.http.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(request.uri().toString(), ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public JsonNode parse(String body) {
		return this.json.readTree(body);
	}

	public URI uri(String path) {
		return uri(this.application, path);
	}

	public static URI uri(ConfigurableApplicationContext application, String path) {
		return uri(application, "local.server.port", path);
	}

	private URI management(String path) {
		return uri(this.application, "local.management.port", path);
	}

	private static URI uri(ConfigurableApplicationContext application, String port, String path) {
		return URI.create("http://localhost:" + application.getEnvironment().getProperty(port) + path);
	}

	/** Encodes the values of parameters that are written plainly. */
	public static String encode(String parameters) {
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
		this.spawned.forEach(Process::destroyForcibly);
		this.producer.close();
		this.application.close();
		this.backends.close();
	}

}
