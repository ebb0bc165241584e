package io.millrace.testsupport;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.redis.testcontainers.RedisContainer;
import io.millrace.embedded.BrokerSettings;
import io.millrace.embedded.Ports;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/**
 * Kafka and Redis in containers. Their ports are chosen here, not by Docker, so that they
 * stay over a restart.
 */
final class ContainerBackend implements Backend {

	private static final int KAFKA_PORT = 9092;

	private static final int REDIS_PORT = 6379;

	private final KafkaContainer kafka;

	private final RedisContainer redis;

	private ContainerBackend(KafkaContainer kafka, RedisContainer redis) {
		this.kafka = kafka;
		this.redis = redis;
	}

	static ContainerBackend start() {
		ContainerBackend backend = new ContainerBackend(kafka(), redis());
		try {
			Startables.deepStart(backend.kafka, backend.redis).join();
		}
		catch (RuntimeException ex) {
			backend.close();
			throw ex;
		}
		return backend;
	}

	private static KafkaContainer kafka() {
		return publish(new KafkaContainer(Images.KAFKA).withEnv(kafkaEnvironment()), KAFKA_PORT);
	}

	/**
	 * Names broker properties as the image does: {@code KAFKA_} before, upper case,
	 * underscores for dots.
	 */
	private static Map<String, String> kafkaEnvironment() {
		Map<String, String> environment = new TreeMap<>();
		BrokerSettings.singleBroker()
			.forEach((name, value) -> environment.put("KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'),
					value));
		environment.put("KAFKA_HEAP_OPTS", "-Xms128m -Xmx384m");
		return environment;
	}

	private static RedisContainer redis() {
		DockerImageName image = DockerImageName.parse(Images.redis().orElseThrow())
			.asCompatibleSubstituteFor(RedisContainer.DEFAULT_IMAGE_NAME);
		return publish(new RedisContainer(image).withCommand("redis-server", "--maxmemory-policy", "noeviction",
				"--appendonly", "no", "--save", ""), REDIS_PORT);
	}

	private static <C extends GenericContainer<C>> C publish(C container, int containerPort) {
		int port = Ports.free();
		return container.withCreateContainerCmdModifier((command) -> {
			HostConfig host = command.getHostConfig();
			PortBinding binding = new PortBinding(com.github.dockerjava.api.model.Ports.Binding.bindPort(port),
					new ExposedPort(containerPort));
			command.withHostConfig(((host != null) ? host : new HostConfig()).withPortBindings(binding));
		});
	}

	@Override
	public String description() {
		return Stream.of(this.kafka, this.redis)
			.map((container) -> container.getDockerImageName() + " as " + container.getContainerId())
			.reduce("containers", (text, container) -> text + ", " + container);
	}

	@Override
	public String kafkaBootstrapServers() {
		return this.kafka.getBootstrapServers();
	}

	@Override
	public List<String> redisNodes() {
		return List.of(this.redis.getHost() + ":" + this.redis.getFirstMappedPort());
	}

	@Override
	public void killRedis() {
		docker().killContainerCmd(this.redis.getContainerId()).exec();
	}

	@Override
	public void restartRedis() {
		if (Boolean.TRUE.equals(this.redis.getCurrentContainerInfo().getState().getRunning())) {
			killRedis();
		}
		docker().startContainerCmd(this.redis.getContainerId()).exec();
		Awaitility.await()
			.ignoreExceptions()
			.until(() -> this.redis.execInContainer("redis-cli", "ping").getStdout().contains("PONG"));
	}

	@Override
	public boolean canPauseKafka() {
		return true;
	}

	@Override
	public void pauseKafka() {
		docker().pauseContainerCmd(this.kafka.getContainerId()).exec();
	}

	@Override
	public void resumeKafka() {
		docker().unpauseContainerCmd(this.kafka.getContainerId()).exec();
	}

	@Override
	public void restartKafka() {
		docker().restartContainerCmd(this.kafka.getContainerId()).exec();
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafkaBootstrapServers()))) {
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.ignoreException(ExecutionException.class)
				.until(() -> !admin.describeCluster().nodes().get().isEmpty());
		}
	}

	private DockerClient docker() {
		return this.kafka.getDockerClient();
	}

	@Override
	public void close() {
		this.redis.stop();
		this.kafka.stop();
	}

}
