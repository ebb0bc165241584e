package io.millrace.standalone.promise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.millrace.embedded.EmbeddedRedis;
import io.millrace.ingest.IngestApplication;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Ingest nodes, a broker and a redis-server, each a process of its own that can be killed
 * or frozen, and ways to them that can be cut.
 */
final class Edge implements AutoCloseable {

	private final Path directory;

	final BrokerProcess broker;

	private EmbeddedRedis redis;

	private final Proxy redisProxy;

	private final List<ServiceProcess> nodes = new ArrayList<>();

	private List<Path> shadow = List.of();

	Edge() throws IOException {
		this.directory = Files.createTempDirectory("millrace-edge-");
		this.broker = new BrokerProcess(this.directory.resolve("kafka"));
		this.redis = startRedis(0);
		this.redisProxy = new Proxy(this.redis.port());
	}

	private EmbeddedRedis startRedis(int port) {
		return EmbeddedRedis.start(this.directory.resolve("redis"), port, true);
	}

	/** Switches a mechanism off in the nodes that are started from now on. */
	void sabotage(Saboteur saboteur) throws IOException {
		this.shadow = saboteur.shadow();
	}

	ServiceProcess node(String name, Map<String, String> more) throws IOException {
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put("spring.kafka.bootstrap-servers", this.broker.bootstrapServers());
		properties.put("spring.data.redis.port", Integer.toString(this.redis.port()));
		properties.put("millrace.ingest.publish.request-deadline", "6s");
		properties.put("millrace.ingest.publish.delivery-timeout", "1500ms");
		properties.put("millrace.ingest.publish.max-block", "500ms");
		properties.putAll(more);
		ServiceProcess node = ServiceProcess.start(name, IngestApplication.class, this.shadow, properties);
		this.nodes.add(node);
		return node;
	}

	/** The property of a node whose way to Kafka leads through a proxy. */
	Map<String, String> throughKafkaProxy() {
		return Map.of("spring.kafka.bootstrap-servers", this.broker.proxiedServers());
	}

	/** The same for Redis. */
	Map<String, String> throughRedisProxy() {
		return Map.of("spring.data.redis.port", Integer.toString(this.redisProxy.port()));
	}

	Proxy redisProxy() {
		return this.redisProxy;
	}

	void killRedis() {
		ProcessHandle.of(this.redis.pid()).ifPresent((process) -> {
			process.destroyForcibly();
			process.onExit().join();
		});
		this.redis.close();
	}

	void restartRedis() {
		this.redis = startRedis(this.redis.port());
	}

	/** Returns when nothing is held any more, and all circuits are closed. */
	void awaitDrained(ServiceProcess node) {
		await("everything is handed over").atMost(Duration.ofSeconds(60))
			.ignoreExceptions()
			.until(() -> node.management("/actuator/health").body().contains("\"openPartitions\":0"));
	}

	/** What nodes that live have counted. */
	double metric(String name) throws Exception {
		double sum = 0;
		for (ServiceProcess node : this.nodes) {
			sum += node.isAlive() ? node.metric(name) : 0;
		}
		return sum;
	}

	/** P5: received is the sum of the outcomes, for each process that lives. */
	void assertBalanced() throws Exception {
		for (ServiceProcess node : this.nodes) {
			if (node.isAlive()) {
				double outcomes = 0;
				for (String outcome : List.of("committed", "held", "rejected", "unknown")) {
					outcomes += node.metric("millrace_ingest_" + outcome + "_events_total");
				}
				assertThat(node.metric("millrace_ingest_in_flight_events")).isZero();
				assertThat(outcomes).as("outcomes of %s", node.name())
					.isEqualTo(node.metric("millrace_ingest_received_events_total"))
					.isPositive();
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.nodes.forEach(ServiceProcess::close);
		this.redisProxy.close();
		this.broker.close();
		this.redis.close();
		FileSystemUtils.deleteRecursively(this.directory);
	}

}
