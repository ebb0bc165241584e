package io.millrace.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.millrace.dashboard.DashboardApplication;
import io.millrace.embedded.Ports;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Kafka broker, a redis-server and services, each a process of its own.
 */
final class Stack implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final JsonMapper JSON = new JsonMapper();

	private final HttpClient http = HttpClient.newHttpClient();

	private final Path directory;

	private final List<ChildProcess> processes = new ArrayList<>();

	private final ChildProcess engines;

	private final String bootstrapServers;

	private final int redisPort;

	/**
	 * Starts broker and server; what they keep, and what all print, goes to a directory.
	 */
	Stack(Path directory) {
		this.directory = directory;
		this.engines = ChildProcess.java(directory, "engines", System.getProperty("java.class.path"),
				List.of("-Xmx768m", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"),
				Engines.class.getName(), List.of(directory.resolve("data").toString()));
		this.processes.add(this.engines);
		this.engines.awaitDone("started", PATIENCE, () -> this.engines.output().contains(Engines.SERVING));
		String[] serving = this.engines.output()
			.lines()
			.filter((line) -> line.startsWith(Engines.SERVING))
			.findFirst()
			.orElseThrow()
			.split(" ");
		this.bootstrapServers = serving[1];
		this.redisPort = Integer.parseInt(serving[2]);
	}

	/**
	 * A service.
	 *
	 * @param process its process
	 * @param port of its HTTP
	 * @param managementPort of its actuator
	 */
	record Service(ChildProcess process, int port, int managementPort) {
	}

	String bootstrapServers() {
		return this.bootstrapServers;
	}

	int redisPort() {
		return this.redisPort;
	}

	Path directory() {
		return this.directory;
	}

	ChildProcess engines() {
		return this.engines;
	}

	/** Starts a service and returns when it is ready. */
	Service start(String name, Class<?> main, Map<String, String> properties) {
		int port = Ports.free();
		int managementPort = Ports.free();
		Map<String, String> all = new LinkedHashMap<>(properties);
		all.put("millrace.security.mode", "none");
		all.put("server.port", Integer.toString(port));
		all.put("management.server.port", Integer.toString(managementPort));
		all.put("spring.kafka.bootstrap-servers", this.bootstrapServers);
		all.put("spring.data.redis.port", Integer.toString(this.redisPort));
		// As in the images.
		List<String> options = new ArrayList<>(List.of("-Xmx768m", "@docker/jvm.options"));
		if (Boolean.getBoolean("jfr")) {
			options.add("-XX:StartFlightRecording=settings=profile,filename="
					+ this.directory.resolve(name + ".jfr").toAbsolutePath());
		}
		ChildProcess process = ChildProcess.java(this.directory, name, classPath(main), options, main.getName(),
				all.entrySet().stream().map((each) -> "--" + each.getKey() + "=" + each.getValue()).toList());
		this.processes.add(process);
		process.awaitDone("become ready", PATIENCE, () -> isUp(fetch(managementPort, "/actuator/health/readiness")));
		return new Service(process, port, managementPort);
	}

	/** As a whole: parts of it are before. */
	private static boolean isUp(String health) {
		return !health.isEmpty() && JSON.readTree(health).path("status").asString("").equals("UP");
	}

	/** Sessions are the dashboard's: no other service has the jars that make them. */
	private static String classPath(Class<?> main) {
		String all = System.getProperty("java.class.path");
		return main.equals(DashboardApplication.class) ? all
				: Arrays.stream(all.split(File.pathSeparator))
					.filter((entry) -> !entry.contains("spring-session"))
					.filter((entry) -> !entry.contains("spring-boot-session"))
					.collect(Collectors.joining(File.pathSeparator));
	}

	void stop(Service service) {
		service.process().close();
		this.processes.remove(service.process());
	}

	/** A counter of a service. */
	double metric(Service service, String metricAndTags) {
		String answer = fetch(service.managementPort(), "/actuator/metrics/" + metricAndTags);
		return answer.isEmpty() ? 0 : JSON.readTree(answer).path("measurements").path(0).path("value").asDouble(0);
	}

	/** An answer of a service; empty if it gives none. */
	String get(Service service, String path) {
		return fetch(service.port(), path);
	}

	private String fetch(int port, String path) {
		try {
			return this.http
				.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
						HttpResponse.BodyHandlers.ofString())
				.body();
		}
		catch (IOException ex) {
			return "";
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Puts different events into a topic, keyed by user. */
	void fill(String topic, Payload payload, int events) {
		try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", this.bootstrapServers, "acks", "all", "compression.type", "lz4",
						"linger.ms", "5", "batch.size", 128 * 1024),
				new ByteArraySerializer(), new ByteArraySerializer())) {
			payload.events(events).forEach((event) -> {
				var unused = producer.send(new ProducerRecord<>(topic, event.user().getBytes(StandardCharsets.UTF_8),
						event.json().getBytes(StandardCharsets.UTF_8)), (metadata, failure) -> {
							if (failure != null) {
								throw new IllegalStateException(failure);
							}
						});
			});
		}
	}

	/** A client of Redis, to be shut down. */
	RedisClient redis() {
		return RedisClient.create(RedisURI.create("127.0.0.1", this.redisPort));
	}

	void deleteKey(String key) {
		RedisClient client = redis();
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			connection.sync().del(key);
		}
		finally {
			client.shutdown();
		}
	}

	@Override
	public void close() {
		this.http.close();
		this.processes.reversed().forEach(ChildProcess::close);
	}

}
