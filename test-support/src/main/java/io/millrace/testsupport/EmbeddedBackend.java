package io.millrace.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.EmbeddedRedis;
import io.millrace.embedded.Ports;
import org.awaitility.Awaitility;

import org.springframework.util.FileSystemUtils;

/**
 * A broker in this JVM and a redis-server beside it, in a temporary directory.
 */
final class EmbeddedBackend implements Backend {

	private static final String PREFIX = "millrace-test-";

	private final Path directory;

	private EmbeddedKafka kafka;

	private EmbeddedRedis redis;

	private EmbeddedBackend(Path directory, EmbeddedKafka kafka, EmbeddedRedis redis) {
		this.directory = directory;
		this.kafka = kafka;
		this.redis = redis;
	}

	static EmbeddedBackend start() {
		try {
			Path directory = Files.createTempDirectory(PREFIX);
			CompletableFuture<EmbeddedKafka> kafka = CompletableFuture.supplyAsync(() -> startKafka(directory, 0));
			EmbeddedRedis redis = startRedis(directory, 0);
			return new EmbeddedBackend(directory, kafka.join(), redis);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static EmbeddedKafka startKafka(Path directory, int port) {
		return EmbeddedKafka.start(directory.resolve("kafka"), port, Map.of());
	}

	private static EmbeddedRedis startRedis(Path directory, int port) {
		return EmbeddedRedis.start(directory.resolve("redis"), port, false);
	}

	@Override
	public String description() {
		return "embedded, Kafka on port " + this.kafka.port() + ", redis-server on port " + this.redis.port() + ", pid "
				+ this.redis.pid();
	}

	@Override
	public String kafkaBootstrapServers() {
		return this.kafka.bootstrapServers();
	}

	@Override
	public List<String> redisNodes() {
		return List.of("127.0.0.1:" + this.redis.port());
	}

	@Override
	public void killRedis() {
		ProcessHandle.of(this.redis.pid()).ifPresent(ProcessHandle::destroyForcibly);
		Awaitility.await().until(() -> Ports.isFree(this.redis.port()));
		this.redis.close();
	}

	@Override
	public void restartRedis() {
		killRedis();
		this.redis = startRedis(this.directory, this.redis.port());
	}

	@Override
	public boolean canPauseKafka() {
		return false;
	}

	@Override
	public void pauseKafka() {
		throw new UnsupportedOperationException(
				"a broker in this JVM cannot be frozen; -Dmillrace.backends=containers");
	}

	@Override
	public void resumeKafka() {
	}

	@Override
	public void restartKafka() {
		this.kafka.close();
		this.kafka = startKafka(this.directory, this.kafka.port());
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
