package io.millrace.testsupport;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.kafka.core.KafkaAdmin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class BackendsIT {

	private static final TopicPartition PARTITION = new TopicPartition("events", 0);

	static Stream<BackendMode> modes() {
		return switch (BackendMode.fromSystemProperty()) {
			case AUTO -> Stream.of(BackendMode.EMBEDDED, BackendMode.CONTAINERS);
			case EMBEDDED -> Stream.of(BackendMode.EMBEDDED);
			case CONTAINERS -> Stream.of(BackendMode.CONTAINERS);
			case CLUSTER -> Stream.of(BackendMode.CLUSTER);
		};
	}

	@ParameterizedTest
	@MethodSource("modes")
	void kafkaKeepsItsRecordsAndAddressOverRestart(BackendMode mode) throws Exception {
		try (Backends backends = start(mode);
				Admin admin = Admin.create(Map.of("bootstrap.servers", backends.kafkaBootstrapServers()))) {
			admin.createTopics(List.of(new NewTopic("events", 1, backends.replicas()))).all().get();
			send(backends);
			backends.restartKafka();
			send(backends);
			assertThat(endOffset(admin)).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@MethodSource("modes")
	void redisIsEmptyAtTheSameAddressAfterAKill(BackendMode mode) {
		try (Backends backends = start(mode)) {
			StringRedisTemplate redis = backends.redis();
			redis.opsForValue().set("key", "value");
			List<String> nodes = backends.redisNodes();
			backends.killRedis();
			backends.restartRedis();
			assertThat(backends.redisNodes()).isEqualTo(nodes);
			await().ignoreExceptions().untilAsserted(() -> assertThat(redis.hasKey("key")).isFalse());
			assertThat(redis.execute((RedisCallback<?>) (connection) -> connection.serverCommands().info("memory")))
				.asString()
				.contains("maxmemory_policy=noeviction")
				.doesNotContain("lru");
		}
	}

	@ParameterizedTest
	@MethodSource("modes")
	void pausedKafkaAnswersNothingUntilResumed(BackendMode mode) throws Exception {
		try (Backends backends = start(mode);
				Admin admin = Admin.create(
						Map.of("bootstrap.servers", backends.kafkaBootstrapServers(), "request.timeout.ms", "1000"))) {
			Assumptions.assumeTrue(backends.canPauseKafka(), "this broker cannot be paused");
			backends.pauseKafka();
			assertThat(admin.listTopics().names()).failsWithin(Duration.ofSeconds(3));
			backends.resumeKafka();
			assertThat(admin.listTopics().names().get()).isEmpty();
		}
	}

	@Test
	void configurationPointsSpringBootToTheBackends() {
		new ApplicationContextRunner().withUserConfiguration(BackendsConfiguration.class)
			.withConfiguration(AutoConfigurations.of(KafkaAutoConfiguration.class, DataRedisAutoConfiguration.class))
			.run((context) -> {
				assertThat(context.getBean(KafkaAdmin.class).clusterId()).isNotBlank();
				StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
				redis.opsForValue().set("key", "value");
				assertThat(redis.opsForValue().get("key")).isEqualTo("value");
			});
	}

	@Test
	void namesTheModesThatThereAre() {
		String before = System.getProperty(BackendMode.PROPERTY, "auto");
		System.setProperty(BackendMode.PROPERTY, "docker");
		try {
			assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(Backends::start)
				.withMessage("millrace.backends must be auto, embedded, containers or cluster, not 'docker'");
		}
		finally {
			System.setProperty(BackendMode.PROPERTY, before);
		}
	}

	private static Backends start(BackendMode mode) {
		if (mode == BackendMode.CONTAINERS && BackendMode.fromSystemProperty() == BackendMode.AUTO) {
			Images.obstacle().ifPresent((obstacle) -> Assumptions.abort("no containers: " + obstacle));
		}
		return Backends.start(mode);
	}

	private static void send(Backends backends) throws Exception {
		try (KafkaProducer<String, String> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", backends.kafkaBootstrapServers()), new StringSerializer(),
				new StringSerializer())) {
			producer.send(new ProducerRecord<>(PARTITION.topic(), "key", "value")).get();
		}
	}

	private static long endOffset(Admin admin) throws Exception {
		return admin.listOffsets(Map.of(PARTITION, OffsetSpec.latest())).partitionResult(PARTITION).get().offset();
	}

}
