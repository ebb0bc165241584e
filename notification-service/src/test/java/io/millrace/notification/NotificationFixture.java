package io.millrace.notification;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.millrace.testsupport.Backends;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.awaitility.Awaitility.await;

/**
 * The service as a process would run it, on real backends, and what its tests do to it.
 */
final class NotificationFixture implements AutoCloseable {

	static {
		// Services start beside others, on machines that have two cores.
		Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
	}

	static final String EVENTS = "user-events";

	static final String RULE = "--millrace.notification.rules[0].";

	final Backends backends = Backends.start();

	final Admin admin = Admin.create(Map.of("bootstrap.servers", this.backends.kafkaBootstrapServers()));

	final StringRedisTemplate redis = this.backends.redis();

	private final HttpClient http = HttpClient.newHttpClient();

	private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
			Map.of("bootstrap.servers", this.backends.kafkaBootstrapServers(), "acks", "all", "linger.ms", "5"),
			new ByteArraySerializer(), new ByteArraySerializer());

	private @Nullable ConfigurableApplicationContext context;

	/** An answer over HTTP. */
	record Answer(int status, String body, Map<String, List<String>> headers) {

		JsonNode json() {
			return JsonMapper.shared().readTree(this.body);
		}

		List<String> titles() {
			return json().get("items").valueStream().map((item) -> item.get("title").asString()).toList();
		}

		boolean isRetryable503() {
			return this.status == 503 && json().get("retryable").asBoolean() && this.headers.containsKey("retry-after");
		}

	}

	/** Starts the service, with a rule that tells everybody what happened to them. */
	NotificationFixture start(String... arguments) {
		this.context = launch(NotificationApplication.application(), arguments);
		return this;
	}

	/** Starts the service with something that only tests have. */
	NotificationFixture startWith(ApplicationContextInitializer<GenericApplicationContext> initializer,
			String... arguments) {
		this.context = launch(NotificationApplication.application().initializers(initializer), arguments);
		return this;
	}

	ConfigurableApplicationContext launch(SpringApplicationBuilder application, String... arguments) {
		List<String> all = new ArrayList<>(List.of("--server.port=0", "--management.server.port=0",
				"--millrace.security.mode=none", RULE + "name=told", RULE + "event-type=shop.*", RULE + "category=shop",
				RULE + "title={{data.n}}", RULE + "body={{type}} of {{subject}}",
				"--millrace.sink.check-interval=300ms"));
		all.addAll(this.backends.arguments());
		// An option that is there twice would be taken for a list.
		for (String argument : arguments) {
			all.removeIf((option) -> option.startsWith(argument.substring(0, argument.indexOf('=') + 1)));
			all.add(argument);
		}
		return application.run(all.toArray(String[]::new));
	}

	ConfigurableApplicationContext context() {
		return Objects.requireNonNull(this.context);
	}

	void stop() {
		if (this.context != null) {
			this.context.close();
			this.context = null;
		}
	}

	void flushRedis() {
		this.redis.execute((RedisCallback<Boolean>) (connection) -> {
			connection.serverCommands().flushAll();
			return true;
		});
	}

	// ---- HTTP

	Answer get(String path) {
		return get(port("local.server.port"), path);
	}

	Answer management(String path) {
		return get(port("local.management.port"), path);
	}

	int port(String property) {
		return Integer.parseInt(Objects.requireNonNull(context().getEnvironment().getProperty(property)));
	}

	Answer get(int port, String path) {
		return send(request(port, path).GET().build());
	}

	Answer post(String path) {
		return send(request(port("local.server.port"), path).POST(HttpRequest.BodyPublishers.noBody()).build());
	}

	Answer post(String path, String type, String body) {
		return send(request(port("local.server.port"), path).header("Content-Type", type)
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build());
	}

	Answer method(String method, String path, String type, String body) {
		return send(request(port("local.server.port"), path).header("Content-Type", type)
			.method(method, HttpRequest.BodyPublishers.ofString(body))
			.build());
	}

	Answer put(String path, String body) {
		return method("PUT", path, "application/json", body);
	}

	Answer method(String method, String path) {
		return send(
				request(port("local.server.port"), path).method(method, HttpRequest.BodyPublishers.noBody()).build());
	}

	private static HttpRequest.Builder request(int port, String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(20));
	}

	private Answer send(HttpRequest request) {
		try {
			HttpResponse<String> response = this.http.send(request, HttpResponse.BodyHandlers.ofString());
			return new Answer(response.statusCode(), response.body(), response.headers().map());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** An inbox' path; more parameters may follow. */
	static String inbox(String user) {
		return "/v1/notifications?user=" + encode(user);
	}

	static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	// ---- Kafka

	/** Sends an event whose notification has the number for its title. */
	void tell(String user, int number) {
		tell(user, "e" + number, number);
	}

	void tell(String user, String eventId, int number) {
		tell(user, eventId, "{\"n\":" + number + "}");
	}

	void tell(String user, String eventId, String data) {
		send(EVENTS, null, user, event(user, eventId, data));
	}

	static String event(String user, String eventId, String data) {
		return """
				{"specversion":"1.0","id":%s,"source":"/shop","type":"shop.buy","subject":%s,\
				"time":"2026-11-22T10:00:00Z","data":%s}""".formatted(JsonMapper.shared().writeValueAsString(eventId),
				JsonMapper.shared().writeValueAsString(user), data);
	}

	long send(String topic, @Nullable Integer partition, String key, String value) {
		try {
			return this.producer
				.send(new ProducerRecord<>(topic, partition, key.getBytes(StandardCharsets.UTF_8),
						value.getBytes(StandardCharsets.UTF_8)))
				.get(20, TimeUnit.SECONDS)
				.offset();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Sends without waiting for each. */
	void sendAll(String topic, String key, List<String> values) {
		sendAll(topic, values.stream().map((value) -> Map.entry(key, value)).toList());
	}

	/** Sends values with their keys in front, without waiting for each. */
	void sendAll(String topic, List<Map.Entry<String, String>> records) {
		records.forEach((record) -> {
			var unused = this.producer
				.send(new ProducerRecord<>(topic, record.getKey().getBytes(StandardCharsets.UTF_8),
						record.getValue().getBytes(StandardCharsets.UTF_8)));
		});
		this.producer.flush();
	}

	static JsonNode json(byte[] value) {
		return JsonMapper.shared().readTree(value);
	}

	/** Everything that is in a topic now, and committed. */
	List<ConsumerRecord<byte[], byte[]>> records(String topic) {
		try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
				Map.of("bootstrap.servers", this.backends.kafkaBootstrapServers(), "isolation.level", "read_committed"),
				new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
			List<TopicPartition> partitions = consumer.partitionsFor(topic)
				.stream()
				.map((partition) -> new TopicPartition(topic, partition.partition()))
				.toList();
			consumer.assign(partitions);
			consumer.seekToBeginning(partitions);
			Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
			List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
			while (ends.entrySet().stream().anyMatch((end) -> consumer.position(end.getKey()) < end.getValue())) {
				consumer.poll(Duration.ofMillis(100)).forEach(records::add);
			}
			return records;
		}
	}

	/** The titles of notifications as an inbox lists them. */
	static List<String> newestFirst(int from, int to) {
		return Stream.iterate(from, (number) -> number >= to, (number) -> number - 1).map(String::valueOf).toList();
	}

	/** Waits until the newest notification of a user is this one. */
	void awaitNewest(String user, int number) {
		await().ignoreExceptions()
			.atMost(Duration.ofSeconds(60))
			.until(() -> get(inbox(user) + "&limit=1").titles().equals(List.of(String.valueOf(number))));
	}

	JsonNode newest(String user) {
		return get(inbox(user) + "&limit=1").json().get("items").get(0);
	}

	@Override
	public void close() {
		stop();
		this.producer.close();
		this.admin.close();
		this.backends.close();
	}

}
