package io.millrace.dashboard;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import io.millrace.testsupport.Backends;
import io.millrace.testsupport.TestEvent;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The service as people look at it: with a Kafka and a Redis of its own, over HTTP.
 */
public final class Installation implements AutoCloseable {

	/** How long something may take that takes a second at most on an idle machine. */
	public static final Duration SOON = Duration.ofSeconds(30);

	private final Backends backends = Backends.start();

	private final ConfigurableApplicationContext application = run();

	private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
			Map.of("bootstrap.servers", this.backends.kafkaBootstrapServers(), "acks", "all"),
			new ByteArraySerializer(), new ByteArraySerializer());

	private final HttpClient http = HttpClient.newHttpClient();

	private final JsonMapper json = new JsonMapper();

	public Backends backends() {
		return this.backends;
	}

	public <T> T bean(Class<T> type) {
		return this.application.getBean(type);
	}

	/**
	 * Another process of the service, on the same backends.
	 */
	public ConfigurableApplicationContext run() {
		return DashboardApplication.application()
			.run("--server.port=0", "--management.server.port=0",
					"--spring.kafka.bootstrap-servers=" + this.backends.kafkaBootstrapServers(),
					"--spring.data.redis.url=" + this.backends.redisUri(), "--millrace.sink.check-interval=300ms");
	}

	public URI uri(String path) {
		return uri(this.application, path);
	}

	public static URI uri(ConfigurableApplicationContext application, String path) {
		return URI.create("http://localhost:" + application.getEnvironment().getProperty("local.server.port") + path);
	}

	/** Sends events of now, and returns when the broker has them. */
	public void send(String type, int count, int users) {
		List<String> values = new ArrayList<>();
		List<String> keys = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			keys.add("user-" + i % users);
			values.add(new TestEvent("/test", UUID.randomUUID().toString(), type, "user-" + i % users, Instant.now(),
					Map.of())
				.json());
		}
		sendRaw(keys, values);
	}

	/** Sends a quarter of an hour of a shop's day, with ups and downs. */
	public void sendHistory() {
		Map<String, Integer> perMinute = Map.of("shop.view", 240, "shop.cart", 80, "shop.fav", 45, "order.paid", 32,
				"order.refunded", 4, "user.signup", 9);
		List<String> keys = new ArrayList<>();
		List<String> values = new ArrayList<>();
		Instant now = Instant.now();
		Random random = new Random(17);
		perMinute.forEach((type, count) -> {
			for (double second = 0; second < 880; second += 60.0 / count) {
				double wave = 0.7 + 0.3 * Math.sin(second / 90 + count) - 0.2 * Math.cos(second / 31);
				if (random.nextDouble() < wave) {
					String user = "shopper-" + (int) (700 * Math.pow(random.nextDouble(), 2));
					keys.add(user);
					values.add(new TestEvent("/shop", UUID.randomUUID().toString(), type, user,
							now.minusMillis((long) (second * 1000)), Map.of())
						.json());
				}
			}
		});
		sendRaw(keys, values);
	}

	private void sendRaw(List<String> keys, List<String> values) {
		List<Future<RecordMetadata>> sent = new ArrayList<>();
		for (int i = 0; i < values.size(); i++) {
			sent.add(this.producer.send(new ProducerRecord<>("user-events",
					keys.get(i).getBytes(StandardCharsets.UTF_8), values.get(i).getBytes(StandardCharsets.UTF_8))));
		}
		for (Future<RecordMetadata> future : sent) {
			try {
				assertThat(future.get().hasOffset()).isTrue();
			}
			catch (InterruptedException | ExecutionException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	/** Until everything that was sent is counted. */
	public void awaitCounted() {
		await().atMost(SOON).untilAsserted(() -> {
			JsonNode group = group(pipeline(), "dashboard");
			assertThat(group.path("lag").asLong(-1)).as(group.toPrettyString()).isZero();
			assertThat(group.path("generation").path("filling").asBoolean(true)).isFalse();
		});
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

	/** An answer, which must be a 200. */
	public JsonNode json(String pathAndQuery) {
		HttpResponse<String> response = get(pathAndQuery);
		assertThat(response.statusCode()).as(pathAndQuery + " -> " + response.body()).isEqualTo(200);
		return this.json.readTree(response.body());
	}

	public HttpResponse<String> get(String pathAndQuery) {
		try {
			return this.http.send(HttpRequest.newBuilder(uri(pathAndQuery)).build(),
					HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(pathAndQuery, ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.producer.close();
		this.application.close();
		this.backends.close();
	}

}
