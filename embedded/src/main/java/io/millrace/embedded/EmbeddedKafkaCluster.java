package io.millrace.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;

/**
 * Three real Kafka brokers in this JVM, each a KRaft controller too: three replicas of
 * whatever says nothing else, two of which must have what is acknowledged. One of them
 * can be stopped and started again. For tests; they listen on 127.0.0.1 only.
 */
public final class EmbeddedKafkaCluster implements AutoCloseable {

	/** How many brokers there are. */
	public static final int BROKERS = 3;

	private final String clusterId = Uuid.randomUuid().toString();

	private final List<KafkaNode> nodes;

	private final String voters;

	private final Map<Integer, KafkaRaftServer> servers = new HashMap<>();

	private EmbeddedKafkaCluster(List<KafkaNode> nodes) {
		this.nodes = nodes;
		this.voters = nodes.stream().map(KafkaNode::voter).collect(Collectors.joining(","));
	}

	/**
	 * Starts the brokers and returns once all serve.
	 * @param dataDir where they keep their data, in a directory of its own each; created
	 * if absent
	 * @return the brokers
	 * @throws IllegalStateException if one doesn't come up
	 */
	public static EmbeddedKafkaCluster start(Path dataDir) {
		EmbeddedKafkaCluster cluster = new EmbeddedKafkaCluster(IntStream.range(0, BROKERS)
			.mapToObj((id) -> new KafkaNode(id, dataDir.resolve("broker-" + id), Ports.free(), Ports.free()))
			.toList());
		try {
			cluster.startAll();
		}
		catch (RuntimeException ex) {
			cluster.close();
			throw ex;
		}
		return cluster;
	}

	private void startAll() {
		// At the same time: none serves before a majority votes.
		List<CompletableFuture<Void>> starting = this.nodes.stream()
			.map((node) -> CompletableFuture.runAsync(() -> start(node.id()), EmbeddedKafkaCluster::inThread))
			.toList();
		starting.forEach(CompletableFuture::join);
	}

	private static void inThread(Runnable task) {
		Thread.ofPlatform().daemon().name("kafka-cluster").start(task);
	}

	/**
	 * Starts a broker that was stopped, with its data, and returns once it serves.
	 * @param broker 0, 1 or 2
	 */
	public void start(int broker) {
		KafkaRaftServer server = this.nodes.get(broker)
			.start(this.clusterId, this.voters, BrokerSettings.threeBrokers());
		synchronized (this.servers) {
			this.servers.put(broker, server);
		}
	}

	/**
	 * Stops a broker; the others take its partitions over.
	 * @param broker 0, 1 or 2
	 */
	public void stop(int broker) {
		KafkaRaftServer server;
		synchronized (this.servers) {
			server = this.servers.remove(broker);
		}
		if (server != null) {
			server.shutdown();
			server.awaitShutdown();
		}
	}

	/**
	 * Returns where clients connect to.
	 * @return hosts and ports, with commas
	 */
	public String bootstrapServers() {
		return this.nodes.stream().map(KafkaNode::address).collect(Collectors.joining(","));
	}

	/**
	 * Stops all brokers.
	 */
	@Override
	public void close() {
		Stream<CompletableFuture<Void>> stopping = IntStream.range(0, BROKERS)
			.mapToObj((broker) -> CompletableFuture.runAsync(() -> stop(broker), EmbeddedKafkaCluster::inThread));
		stopping.toList().forEach(CompletableFuture::join);
	}

}
