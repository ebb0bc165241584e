package io.millrace.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.millrace.embedded.EmbeddedKafkaCluster;

import org.springframework.util.FileSystemUtils;

/**
 * Three brokers in this JVM and a Redis Cluster beside it, in a temporary directory. Who
 * kills or restarts Redis does so to all six servers, who restarts Kafka to one broker
 * after the other.
 */
final class ClusterBackend implements Backend {

	private static final String PREFIX = "millrace-test-cluster-";

	private final Path directory;

	private final EmbeddedKafkaCluster kafka;

	private final RedisCluster redis;

	private ClusterBackend(Path directory, EmbeddedKafkaCluster kafka, RedisCluster redis) {
		this.directory = directory;
		this.kafka = kafka;
		this.redis = redis;
	}

	static ClusterBackend start() {
		try {
			Path directory = Files.createTempDirectory(PREFIX);
			CompletableFuture<EmbeddedKafkaCluster> kafka = CompletableFuture
				.supplyAsync(() -> EmbeddedKafkaCluster.start(directory.resolve("kafka")));
			RedisCluster redis = RedisCluster.start(directory.resolve("redis"));
			return new ClusterBackend(directory, kafka.join(), redis);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String description() {
		return "embedded, three brokers on " + this.kafka.bootstrapServers() + ", Redis Cluster on "
				+ String.join(",", this.redis.nodes());
	}

	@Override
	public String kafkaBootstrapServers() {
		return this.kafka.bootstrapServers();
	}

	@Override
	public short replicas() {
		return EmbeddedKafkaCluster.BROKERS;
	}

	@Override
	public List<String> redisNodes() {
		return this.redis.nodes();
	}

	@Override
	public Optional<RedisCluster> redisCluster() {
		return Optional.of(this.redis);
	}

	@Override
	public void killRedis() {
		this.redis.killAll();
	}

	@Override
	public void restartRedis() {
		this.redis.killAll();
		this.redis.startAll();
	}

	@Override
	public boolean canPauseKafka() {
		return false;
	}

	@Override
	public void pauseKafka() {
		throw new UnsupportedOperationException("brokers in this JVM cannot be frozen; -Dmillrace.backends=containers");
	}

	@Override
	public void resumeKafka() {
	}

	@Override
	public void restartKafka() {
		for (int broker = 0; broker < EmbeddedKafkaCluster.BROKERS; broker++) {
			this.kafka.stop(broker);
			this.kafka.start(broker);
		}
	}

	@Override
	public void close() {
		this.kafka.close();
		this.redis.close();
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
