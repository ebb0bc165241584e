package io.millrace.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.millrace.embedded.EmbeddedRedis;
import io.millrace.embedded.Ports;

import org.springframework.util.FileSystemUtils;

import static org.awaitility.Awaitility.await;

/**
 * A Redis Cluster of six servers on 127.0.0.1, three primaries with one replica each, and
 * the faults that it can be made to have. Nobody is promoted but by
 * {@link #takeOver(int)}, so that a test decides who has lost what. Not thread-safe.
 */
public final class RedisCluster implements AutoCloseable {

	private static final int PRIMARIES = 3;

	private static final int NODES = 2 * PRIMARIES;

	/** Where a node's cluster bus is, from its port. */
	private static final int BUS = 10_000;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final List<String> CONFIGURATION = List.of("cluster-enabled yes", "cluster-config-file nodes.conf",
			"cluster-node-timeout 4000", "cluster-replica-no-failover yes", "repl-diskless-sync yes",
			"repl-diskless-sync-delay 0");

	private final Path directory;

	private final List<Integer> ports;

	private final Map<Integer, EmbeddedRedis> running = new HashMap<>();

	private final RedisClient client = RedisClient.create();

	private RedisCluster(Path directory) {
		this.directory = directory;
		this.ports = IntStream.range(0, NODES).mapToObj((node) -> freePort()).toList();
	}

	// The bus outside of the range of outgoing connections too.
	private static int freePort() {
		int port;
		do {
			port = Ports.free() - BUS;
		}
		while (!Ports.isFree(port));
		return port;
	}

	static RedisCluster start(Path directory) {
		RedisCluster cluster = new RedisCluster(directory);
		try {
			cluster.startAll();
		}
		catch (RuntimeException ex) {
			cluster.close();
			throw ex;
		}
		return cluster;
	}

	/**
	 * Starts all servers, empty, as a cluster that hasn't been before.
	 */
	void startAll() {
		for (int node = 0; node < NODES; node++) {
			delete(path(node));
			start(node);
			int epoch = node + 1;
			ask(node, (redis) -> redis.clusterSetConfigEpoch(epoch));
		}
		for (int node = 1; node < NODES; node++) {
			int port = this.ports.get(node);
			ask(0, (redis) -> redis.clusterMeet("127.0.0.1", port));
		}
		awaitAll("cluster_known_nodes:" + NODES);
		for (int primary = 0; primary < PRIMARIES; primary++) {
			int[] slots = slots(primary);
			ask(primary, (redis) -> redis.clusterAddSlots(slots));
			String id = ask(primary, RedisCommands::clusterMyId);
			ask(primary + PRIMARIES, (redis) -> redis.clusterReplicate(id));
		}
		awaitAll("cluster_state:ok");
		await().atMost(PATIENCE)
			.until(() -> IntStream.range(PRIMARIES, NODES)
				.allMatch((node) -> ask(node, (redis) -> redis.info("replication")).contains("master_link_status:up")));
	}

	private static int[] slots(int primary) {
		return IntStream
			.range(primary * SlotHash.SLOT_COUNT / PRIMARIES, (primary + 1) * SlotHash.SLOT_COUNT / PRIMARIES)
			.toArray();
	}

	private void awaitAll(String line) {
		await(line).atMost(PATIENCE)
			.until(() -> IntStream.range(0, NODES)
				.allMatch((node) -> ask(node, RedisCommands::clusterInfo).contains(line + "\r\n")));
	}

	/**
	 * Starts a server; after {@link #kill(int)} with what it had saved, as the same node
	 * of the cluster.
	 * @param node its number
	 */
	public void start(int node) {
		this.running.put(node, EmbeddedRedis.start(path(node), this.ports.get(node), false, CONFIGURATION));
	}

	/**
	 * Kills a server as a crash would.
	 * @param node its number
	 */
	public void kill(int node) {
		EmbeddedRedis redis = this.running.remove(node);
		if (redis != null) {
			ProcessHandle.of(redis.pid()).ifPresent(ProcessHandle::destroyForcibly);
			await().until(() -> Ports.isFree(redis.port()));
			redis.close();
		}
	}

	void killAll() {
		IntStream.range(0, NODES).forEach(this::kill);
	}

	/**
	 * Returns where clients find the cluster.
	 * @return hosts and ports of all nodes
	 */
	public List<String> nodes() {
		return this.ports.stream().map((port) -> "127.0.0.1:" + port).toList();
	}

	/**
	 * Returns who serves a key.
	 * @param key the key
	 * @return a node's number
	 */
	public int primaryOf(String key) {
		return this.ports
			.indexOf(Objects.requireNonNull(view().getPartitionBySlot(SlotHash.getSlot(key))).getUri().getPort());
	}

	/**
	 * Returns who follows a primary.
	 * @param primary a node's number
	 * @return another node's number
	 */
	public int replicaOf(int primary) {
		String id = ask(primary, RedisCommands::clusterMyId);
		RedisClusterNode replica = view().stream()
			.filter((node) -> id.equals(node.getSlaveOf()))
			.findFirst()
			.orElseThrow();
		return this.ports.indexOf(replica.getUri().getPort());
	}

	private Partitions view() {
		String nodes = ask(this.running.keySet().iterator().next(), RedisCommands::clusterNodes);
		return ClusterPartitionParser.parse(nodes);
	}

	/**
	 * Lets a server write what it holds to its disk, from where it will
	 * {@linkplain #start(int) start}.
	 * @param node its number
	 */
	public void save(int node) {
		ask(node, RedisCommands::save);
	}

	/**
	 * Returns a hash as one server has it, whether or not the cluster would let it
	 * answer.
	 * @param node its number
	 * @param key the key
	 * @return its fields
	 */
	public Map<String, String> hashAt(int node, String key) {
		return ask(node, (redis) -> {
			redis.configSet("cluster-allow-reads-when-down", "yes");
			redis.readOnly();
			try {
				return redis.hgetall(key);
			}
			finally {
				redis.readWrite();
				redis.configSet("cluster-allow-reads-when-down", "no");
			}
		});
	}

	/**
	 * Waits until a server knows that somebody is missing: it answers {@code CLUSTERDOWN}
	 * to whatever is asked.
	 * @param node its number
	 */
	public void awaitDown(int node) {
		await().atMost(PATIENCE).until(() -> ask(node, RedisCommands::clusterInfo).contains("cluster_state:fail"));
	}

	/**
	 * Makes a replica the primary of its slots, with what it has and without asking
	 * anybody.
	 * @param replica its number
	 */
	public void takeOver(int replica) {
		ask(replica, (redis) -> redis.clusterFailover(false, true));
	}

	private <T> T ask(int node, Function<RedisCommands<String, String>, T> question) {
		try (StatefulRedisConnection<String, String> connection = this.client
			.connect(RedisURI.create("127.0.0.1", this.ports.get(node)))) {
			return question.apply(connection.sync());
		}
	}

	private Path path(int node) {
		return this.directory.resolve("redis-" + node);
	}

	private static void delete(Path directory) {
		try {
			FileSystemUtils.deleteRecursively(directory);
			Files.createDirectories(directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		new ArrayList<>(this.running.values()).forEach(EmbeddedRedis::close);
		this.client.shutdown();
	}

}
