package io.millrace.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
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

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.testsupport.Backends;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Nodes of the service as processes would run them, on real backends, and what tests do
 * to them.
 */
final class InferenceFixture implements AutoCloseable {

	static {
		// Services start beside others, on machines that have two cores.
		Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
	}

	static final String MODEL = "all-minilm-l6-v2";

	final Backends backends = Backends.start();

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final List<ConfigurableApplicationContext> nodes = new ArrayList<>();

	/** An answer over HTTP. */
	record Answer(int status, String body, Map<String, List<String>> headers) {

		JsonNode json() {
			return JsonMapper.shared().readTree(this.body);
		}

		String header(String name) {
			List<String> values = this.headers.get(name);
			return (values != null) ? String.join(", ", values) : "";
		}

		/** The vector of an input. */
		List<Float> vector(int index) {
			return json().get("data").get(index).get("embedding").valueStream().map(JsonNode::floatValue).toList();
		}

		String code() {
			return json().path("error").path("code").asString();
		}

	}

	/** Starts a node. */
	InferenceFixture start(String... arguments) {
		return startWith((context) -> {
		}, arguments);
	}

	/** Starts a node with something that only tests have. */
	InferenceFixture startWith(ApplicationContextInitializer<GenericApplicationContext> initializer,
			String... arguments) {
		List<String> all = new ArrayList<>(
				List.of("--server.port=0", "--management.server.port=0", "--millrace.security.mode=none"));
		all.addAll(this.backends.arguments());
		all.addAll(List.of(arguments));
		SpringApplicationBuilder application = InferenceApplication.application().initializers(initializer);
		this.nodes.add(application.run(all.toArray(String[]::new)));
		return this;
	}

	ConfigurableApplicationContext node(int index) {
		return this.nodes.get(index);
	}

	int nodes() {
		return this.nodes.size();
	}

	/** Stops the node that was started last. */
	void stopLast() {
		this.nodes.removeLast().close();
	}

	// ---- HTTP

	int port(int node) {
		return Integer.parseInt(Objects.requireNonNull(node(node).getEnvironment().getProperty("local.server.port")));
	}

	Answer embed(int node, String text, String... headers) {
		return post(node, "/v1/embeddings", request(text).toString(), headers);
	}

	static ObjectNode request(String text) {
		return JsonNodeFactory.instance.objectNode().put("model", MODEL).put("input", text);
	}

	Answer embedAll(int node, List<String> texts, String... headers) {
		ObjectNode request = JsonNodeFactory.instance.objectNode().put("model", MODEL);
		texts.forEach(request.putArray("input")::add);
		return post(node, "/v1/embeddings", request.toString(), headers);
	}

	Answer post(int node, String path, String body, String... headers) {
		return post(node, path, body.getBytes(StandardCharsets.UTF_8), headers);
	}

	Answer post(int node, String path, byte[] body, String... headers) {
		HttpRequest.Builder request = request(node, path).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofByteArray(body));
		return send((headers.length > 0) ? request.headers(headers) : request);
	}

	Answer get(int node, String path) {
		return send(request(node, path).GET());
	}

	private HttpRequest.Builder request(int node, String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(node) + path))
			.timeout(Duration.ofSeconds(60));
	}

	private Answer send(HttpRequest.Builder request) {
		try {
			HttpResponse<String> response = this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
			return new Answer(response.statusCode(), response.body(), response.headers().map());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	// ---- what was counted

	/** What the models of all nodes have computed, as each counts it. */
	long computations() {
		return sum("millrace.inference.computations");
	}

	/** A counter of all nodes. */
	long sum(String name) {
		double sum = 0;
		for (ConfigurableApplicationContext node : this.nodes) {
			MeterRegistry meters = node.getBean(MeterRegistry.class);
			sum += meters.find(name).counters().stream().mapToDouble(Counter::count).sum();
			sum += meters.find(name).functionCounters().stream().mapToDouble(FunctionCounter::count).sum();
		}
		return (long) sum;
	}

	// ---- Kafka

	void send(String topic, byte[] key, byte[] value) {
		try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", this.backends.kafkaBootstrapServers(), "acks", "all"),
				new ByteArraySerializer(), new ByteArraySerializer())) {
			producer.send(new ProducerRecord<>(topic, key, value)).get(20, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Everything that is in a topic now. */
	List<ConsumerRecord<byte[], byte[]>> records(String topic) {
		try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
				Map.of("bootstrap.servers", this.backends.kafkaBootstrapServers()), new ByteArrayDeserializer(),
				new ByteArrayDeserializer())) {
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

	@Override
	public void close() {
		this.nodes.reversed().forEach(ConfigurableApplicationContext::close);
		this.nodes.clear();
		this.backends.close();
	}

}
