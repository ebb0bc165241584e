package io.millrace.testsupport;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;

/**
 * A fresh, empty Kafka and a fresh, empty Redis for a test. The system property
 * {@code millrace.backends} says where from: {@code containers} never falls back,
 * {@code embedded} needs no Docker, {@code auto} (the default) takes containers where
 * Docker answers and has the images, {@code cluster} is three brokers and a Redis Cluster
 * of six servers, without Docker. Which it is, with the containers' ids, is logged.
 * <p>
 * With {@link BackendsExtension} a test class' methods ask for it. Where a context needs
 * it:
 *
 * <pre>
 * static final Backends backends = Backends.start();
 *
 * &#64;DynamicPropertySource
 * static void backends(DynamicPropertyRegistry registry) {
 *     backends.register(registry);
 * }
 *
 * &#64;AfterAll
 * static void stop() {
 *     backends.close();
 * }
 * </pre>
 *
 * Or {@link BackendsConfiguration} in the context. The faults may be called from one
 * thread at a time.
 */
public final class Backends implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(Backends.class);

	private final Backend backend;

	private @Nullable LettuceConnectionFactory connections;

	private Backends(Backend backend) {
		this.backend = backend;
	}

	/**
	 * Starts both and returns when both serve.
	 * @return the backends
	 * @throws IllegalStateException if containers are demanded and something is missing
	 */
	public static Backends start() {
		return start(BackendMode.fromSystemProperty());
	}

	/**
	 * Starts three brokers and a Redis Cluster, whatever {@code millrace.backends} says.
	 * @return the backends
	 */
	public static Backends startCluster() {
		return start(BackendMode.CLUSTER);
	}

	static Backends start(BackendMode mode) {
		Backend backend = switch (mode) {
			case EMBEDDED -> EmbeddedBackend.start();
			case CONTAINERS -> containers();
			case AUTO -> containersIfPossible();
			case CLUSTER -> ClusterBackend.start();
		};
		log.info("Backends: {}", backend.description());
		return new Backends(backend);
	}

	private static Backend containers() {
		Optional<String> obstacle = Images.obstacle();
		if (obstacle.isPresent()) {
			throw new IllegalStateException("No containers: " + obstacle.get());
		}
		return ContainerBackend.start();
	}

	private static Backend containersIfPossible() {
		Optional<String> obstacle = Images.obstacle();
		if (obstacle.isPresent()) {
			log.info("Backends are embedded, not containers: {}", obstacle.get());
			return EmbeddedBackend.start();
		}
		return ContainerBackend.start();
	}

	/**
	 * Returns where Kafka clients connect to; it stays over {@link #restartKafka()}.
	 * @return host and port
	 */
	public String kafkaBootstrapServers() {
		return this.backend.kafkaBootstrapServers();
	}

	/**
	 * Returns how many brokers there are: as many replicas a topic can have, and has here
	 * by {@link #properties()}.
	 * @return 1 or 3
	 */
	public short replicas() {
		return this.backend.replicas();
	}

	/**
	 * Returns where Redis clients connect to; it stays over {@link #restartRedis()}.
	 * @return host and port, of each server of a cluster
	 */
	public List<String> redisNodes() {
		return this.backend.redisNodes();
	}

	/**
	 * Returns the Redis Cluster, with faults of its own, if Redis is one.
	 * @return the cluster
	 */
	public Optional<RedisCluster> redisCluster() {
		return this.backend.redisCluster();
	}

	/**
	 * Returns a client of Redis, which is closed with the backends.
	 * @return a template, always on the same connection
	 */
	public synchronized StringRedisTemplate redis() {
		if (this.connections == null) {
			this.connections = redisConnections(Duration.ofSeconds(10));
		}
		return new StringRedisTemplate(this.connections);
	}

	/**
	 * Returns connections to Redis that follow a cluster's changes, as the services' do.
	 * @param timeout how long a command may take
	 * @return connections, to be destroyed by the caller
	 */
	public LettuceConnectionFactory redisConnections(Duration timeout) {
		LettuceClientConfiguration client = LettuceClientConfiguration.builder()
			.commandTimeout(timeout)
			.clientOptions(clientOptions())
			.build();
		LettuceConnectionFactory factory = redisCluster().isPresent()
				? new LettuceConnectionFactory(new RedisClusterConfiguration(redisNodes()), client)
				: new LettuceConnectionFactory(standalone(), client);
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	private RedisStandaloneConfiguration standalone() {
		RedisNode node = RedisNode.fromString(redisNodes().getFirst());
		return new RedisStandaloneConfiguration(Objects.requireNonNull(node.getHost()), node.getRequiredPort());
	}

	private static ClientOptions clientOptions() {
		return ClusterClientOptions.builder()
			.topologyRefreshOptions(
					ClusterTopologyRefreshOptions.builder().enablePeriodicRefresh(Duration.ofSeconds(5)).build())
			.build();
	}

	/**
	 * Returns what points Spring Boot and the services to these backends.
	 * @return properties by name
	 */
	public Map<String, String> properties() {
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put("spring.kafka.bootstrap-servers", kafkaBootstrapServers());
		if (redisCluster().isPresent()) {
			properties.put("spring.data.redis.cluster.nodes", String.join(",", redisNodes()));
		}
		else {
			properties.put("spring.data.redis.url", "redis://" + redisNodes().getFirst());
		}
		properties.put("millrace.topics.user-events.replicas", Short.toString(replicas()));
		properties.put("millrace.topics.inbox-log.replicas", Short.toString(replicas()));
		properties.put("millrace.topics.settings.replicas", Short.toString(replicas()));
		properties.put("millrace.topics.deliveries.replicas", Short.toString(replicas()));
		properties.put("millrace.topics.meters.replicas", Short.toString(replicas()));
		properties.put("millrace.topics.inference-requests.replicas", Short.toString(replicas()));
		return properties;
	}

	/**
	 * Returns {@link #properties()} as arguments of an application.
	 * @return {@code --name=value} of each
	 */
	public List<String> arguments() {
		return properties().entrySet().stream().map((each) -> "--" + each.getKey() + "=" + each.getValue()).toList();
	}

	/**
	 * Points Spring Boot's properties to these backends.
	 * @param registry of a {@code @DynamicPropertySource}
	 */
	public void register(DynamicPropertyRegistry registry) {
		properties().forEach((name, value) -> registry.add(name, () -> value));
	}

	/**
	 * Kills Redis as a crash would, all servers of a cluster; what it held is gone.
	 */
	public void killRedis() {
		this.backend.killRedis();
	}

	/**
	 * Starts Redis again, empty, after {@link #killRedis()}, or kills and starts it.
	 */
	public void restartRedis() {
		this.backend.restartRedis();
	}

	/**
	 * Tells whether {@link #pauseKafka()} works here: with containers it does.
	 * @return false if it would throw
	 */
	public boolean canPauseKafka() {
		return this.backend.canPauseKafka();
	}

	/**
	 * Freezes Kafka: connections stay, nothing is answered.
	 * @throws UnsupportedOperationException with embedded backends
	 */
	public void pauseKafka() {
		this.backend.pauseKafka();
	}

	/**
	 * Ends {@link #pauseKafka()}.
	 */
	public void resumeKafka() {
		this.backend.resumeKafka();
	}

	/**
	 * Stops Kafka cleanly and starts it again with its data; returns when it serves.
	 */
	public void restartKafka() {
		this.backend.restartKafka();
	}

	/**
	 * Stops both and removes their data.
	 */
	@Override
	public synchronized void close() {
		if (this.connections != null) {
			this.connections.destroy();
		}
		this.backend.close();
	}

}
