package io.millrace.testsupport;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;

/**
 * A fresh, empty Kafka and a fresh, empty Redis for a test. The system property
 * {@code millrace.backends} says where from: {@code containers} never falls back,
 * {@code embedded} needs no Docker, {@code auto} (the default) takes containers where
 * Docker answers and has the images. Which it is, with the containers' ids, is logged.
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

	static Backends start(BackendMode mode) {
		Backend backend = switch (mode) {
			case EMBEDDED -> EmbeddedBackend.start();
			case CONTAINERS -> containers();
			case AUTO -> containersIfPossible();
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
	 * Returns where Redis clients connect to; it stays over {@link #restartRedis()}.
	 * @return a URI such as {@code redis://127.0.0.1:6379}
	 */
	public String redisUri() {
		return "redis://" + redisHost() + ":" + redisPort();
	}

	/**
	 * Returns the host of {@link #redisUri()}.
	 * @return a host name or address
	 */
	public String redisHost() {
		return this.backend.redisHost();
	}

	/**
	 * Returns the port of {@link #redisUri()}.
	 * @return the port
	 */
	public int redisPort() {
		return this.backend.redisPort();
	}

	/**
	 * Returns a client of Redis, which is closed with the backends.
	 * @return a template, always on the same connection
	 */
	public synchronized StringRedisTemplate redis() {
		if (this.connections == null) {
			this.connections = new LettuceConnectionFactory(new RedisStandaloneConfiguration(redisHost(), redisPort()));
			this.connections.afterPropertiesSet();
			this.connections.start();
		}
		return new StringRedisTemplate(this.connections);
	}

	/**
	 * Points Spring Boot's properties to these backends.
	 * @param registry of a {@code @DynamicPropertySource}
	 */
	public void register(DynamicPropertyRegistry registry) {
		registry.add("spring.kafka.bootstrap-servers", this::kafkaBootstrapServers);
		registry.add("spring.data.redis.url", this::redisUri);
	}

	/**
	 * Kills Redis as a crash would; what it held is gone.
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
