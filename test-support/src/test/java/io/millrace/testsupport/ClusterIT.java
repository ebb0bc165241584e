package io.millrace.testsupport;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Three brokers and a Redis Cluster, as other tests take them.
 */
@DisabledIfSystemProperty(named = "millrace.backends", matches = "containers",
		disabledReason = "brings backends of its own, so it runs with the embedded ones")
class ClusterIT {

	/** A command to who has gone takes 10 s to fail. */
	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@SuppressWarnings("NullAway.Init")
	private static Backends backends;

	@BeforeAll
	static void start() {
		backends = Backends.startCluster();
	}

	@AfterAll
	static void stop() {
		backends.close();
	}

	@Test
	void takesRecordsWhileOneBrokerAfterTheOtherRestarts() throws Exception {
		TopicPartition partition = new TopicPartition("events", 0);
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", backends.kafkaBootstrapServers()));
				KafkaProducer<String, String> producer = new KafkaProducer<>(
						Map.of("bootstrap.servers", backends.kafkaBootstrapServers(), "acks", "all"),
						new StringSerializer(), new StringSerializer())) {
			admin.createTopics(List.of(new NewTopic("events", 1, backends.replicas()))).all().get();
			await().ignoreExceptions().untilAsserted(() -> assertThat(inSync(admin)).isEqualTo(3));
			producer.send(new ProducerRecord<>("events", "key", "before")).get();
			backends.restartKafka();
			producer.send(new ProducerRecord<>("events", "key", "after")).get();
			assertThat(admin.listOffsets(Map.of(partition, OffsetSpec.latest())).partitionResult(partition).get())
				.extracting((end) -> end.offset())
				.isEqualTo(2L);
		}
	}

	private static int inSync(Admin admin) throws Exception {
		return admin.describeTopics(List.of("events"))
			.allTopicNames()
			.get()
			.values()
			.stream()
			.flatMap((topic) -> topic.partitions().stream())
			.map(TopicPartitionInfo::isr)
			.mapToInt(List::size)
			.sum();
	}

	@Test
	void aReplicaThatMissedWritesIsPromotedAndAllIsGoneAfterAKill() {
		RedisCluster cluster = backends.redisCluster().orElseThrow();
		StringRedisTemplate redis = backends.redis();
		List<String> keys = IntStream.range(0, 50).mapToObj((number) -> "{" + number + "}:hash").toList();
		keys.forEach((key) -> redis.opsForHash().put(key, "n", "1"));
		assertThat(keys.stream().map(cluster::primaryOf).collect(Collectors.toSet())).hasSize(3);
		int primary = cluster.primaryOf(keys.getFirst());
		int replica = cluster.replicaOf(primary);
		await().untilAsserted(() -> assertThat(cluster.hashAt(replica, keys.getFirst())).containsEntry("n", "1"));
		cluster.save(replica);
		cluster.kill(replica);
		redis.opsForHash().put(keys.getFirst(), "n", "2");
		cluster.kill(primary);
		cluster.start(replica);
		cluster.takeOver(replica);
		await().atMost(PATIENCE)
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(redis.opsForHash().get(keys.getFirst(), "n")).isEqualTo("1"));
		backends.restartRedis();
		await().atMost(PATIENCE)
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(redis.countExistingKeys(keys.subList(0, 1))).isZero());
	}

}
