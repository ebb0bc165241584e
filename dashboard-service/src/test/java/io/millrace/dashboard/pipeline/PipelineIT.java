package io.millrace.dashboard.pipeline;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.millrace.dashboard.Installation;
import io.millrace.dashboard.aggregate.AggregateStore;
import io.millrace.sink.fence.GenerationStore;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.data.redis.core.StringRedisTemplate;

import static io.millrace.dashboard.Installation.group;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What {@code GET /v1/pipeline} says of a real Kafka and a real Redis.
 */
class PipelineIT {

	private static final int PARTITIONS = 6;

	private static final Installation INSTALLATION = new Installation();

	@AfterAll
	static void stop() {
		INSTALLATION.close();
	}

	@Test
	void showsTopicsWithOffsetsLeaderAndReplicas() {
		long before = ends(INSTALLATION.pipeline());
		INSTALLATION.send("pipeline.topic", 60, 30);
		await().atMost(Installation.SOON)
			.untilAsserted(() -> assertThat(ends(INSTALLATION.pipeline())).isEqualTo(before + 60));
		JsonNode pipeline = INSTALLATION.pipeline();
		JsonNode topic = pipeline.path("topics").path(0);
		assertThat(topic.path("name").asString()).isEqualTo("user-events");
		assertThat(topic.path("kind").asString()).isEqualTo("events");
		assertThat(topic.path("partitions").size()).isEqualTo(PARTITIONS);
		int brokers = INSTALLATION.backends().replicas();
		List<Integer> ids = pipeline.path("brokers").valueStream().map((broker) -> broker.path("id").asInt()).toList();
		assertThat(ids).hasSize(brokers);
		for (JsonNode partition : topic.path("partitions")) {
			assertThat(partition.path("startOffset").asLong(-1)).isZero();
			assertThat(partition.path("leader").asInt()).isIn(ids);
			assertThat(partition.path("replicas")).hasSize(brokers);
			assertThat(partition.path("inSync")).hasSizeBetween((brokers + 1) / 2, brokers);
		}
		assertThat(Instant.parse(pipeline.path("at").asString())).isBetween(Instant.now().minusSeconds(5),
				Instant.now());
	}

	private static long ends(JsonNode pipeline) {
		long sum = 0;
		for (JsonNode partition : pipeline.path("topics").path(0).path("partitions")) {
			sum += partition.path("endOffset").asLong();
		}
		return sum;
	}

	@Test
	void showsATopicThatIsNotThereAsAbsent() {
		JsonNode inboxLog = INSTALLATION.pipeline().path("topics").path(1);
		assertThat(inboxLog.path("name").asString()).isEqualTo("inbox-log");
		assertThat(inboxLog.path("exists").asBoolean(true)).isFalse();
		JsonNode inbox = group(INSTALLATION.pipeline(), "inbox");
		assertThat(inbox.has("lag")).as("a lag that nobody knows is not zero").isFalse();
	}

	@Test
	void showsAGroupThatWritesToRedisByItsFence() {
		INSTALLATION.send("pipeline.fence", 60, 30);
		awaitShown();
		JsonNode pipeline = INSTALLATION.pipeline();
		JsonNode dashboard = group(pipeline, "dashboard");
		assertThat(dashboard.path("state").asString()).isEqualTo("stable");
		assertThat(dashboard.path("protocol").asString()).isEqualTo("consumer");
		JsonNode member = dashboard.path("members").path(0);
		assertThat(member.path("clientId").asString()).isNotEmpty();
		assertThat(member.path("host").asString()).doesNotStartWith("/").isNotEmpty();
		assertThat(dashboard.path("members").valueStream().mapToInt((one) -> one.path("partitions").size()).sum())
			.isEqualTo(PARTITIONS);
		assertThat(dashboard.path("partitions").size()).isEqualTo(PARTITIONS);
		JsonNode node = pipeline.path("nodes").path(0);
		assertThat(node.path("service").asString()).isEqualTo("dashboard-service");
		assertThat(node.path("partitions").asInt()).isEqualTo(PARTITIONS);
		for (JsonNode progress : dashboard.path("partitions")) {
			int partition = progress.path("partition").asInt();
			long end = pipeline.path("topics").path(0).path("partitions").path(partition).path("endOffset").asLong();
			assertThat(progress.path("fence").asLong(-1)).isEqualTo(end);
			assertThat(progress.path("state").asString()).isEqualTo("running");
			assertThat(progress.path("node").asString()).isEqualTo(node.path("bootId").asString());
		}
		assertThat(dashboard.path("generation").path("filled").asInt()).isEqualTo(PARTITIONS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "classic", "consumer" })
	void showsMembersAndLagOfBothKindsOfGroups(String protocol) {
		INSTALLATION.send("pipeline.group", 60, 30);
		await().atMost(Installation.SOON)
			.until(() -> !group(INSTALLATION.pipeline(), "notification").has("members")
					|| group(INSTALLATION.pipeline(), "notification").path("members").isEmpty());
		try (KafkaConsumer<byte[], byte[]> consumer = consumer("notification", protocol)) {
			readFromTheStart(consumer, "user-events");
			await().atMost(Installation.SOON).untilAsserted(() -> {
				JsonNode pipeline = INSTALLATION.pipeline();
				JsonNode group = group(pipeline, "notification");
				assertThat(group.path("protocol").asString()).isEqualTo(protocol);
				assertThat(group.path("members").path(0).path("clientId").asString()).isEqualTo("looked-at");
				assertThat(group.path("members").path(0).path("partitions").size()).isEqualTo(PARTITIONS);
				assertThat(group.path("lag").asLong(-1)).isEqualTo(ends(pipeline)).isPositive();
			});
		}
		await().atMost(Installation.SOON)
			.untilAsserted(() -> assertThat(codes(INSTALLATION.pipeline())).contains("group_without_members"));
	}

	private static void readFromTheStart(KafkaConsumer<byte[], byte[]> consumer, String topic) {
		consumer.subscribe(List.of(topic));
		await().atMost(Installation.SOON).until(() -> {
			consumer.poll(Duration.ofMillis(100));
			return consumer.assignment().size() == PARTITIONS;
		});
		consumer.assignment().forEach((partition) -> consumer.seek(partition, 0));
		consumer.commitSync();
	}

	private static KafkaConsumer<byte[], byte[]> consumer(String group, String protocol) {
		return new KafkaConsumer<>(Map.of("bootstrap.servers", INSTALLATION.backends().kafkaBootstrapServers(),
				"group.id", group, "client.id", "looked-at", "group.protocol", protocol, "enable.auto.commit", false,
				"auto.offset.reset", "earliest"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
	}

	/** With the words of an inference node, which this installation doesn't have. */
	@Test
	void showsWhoComputesWhatIsAskedOfModels() throws Exception {
		INSTALLATION.bean(PipelineAdmin.class)
			.admin()
			.createTopics(List.of(new NewTopic("inference-requests", PARTITIONS, (short) 1)))
			.all()
			.get();
		try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", INSTALLATION.backends().kafkaBootstrapServers()), new ByteArraySerializer(),
				new ByteArraySerializer()); KafkaConsumer<byte[], byte[]> worker = consumer("inference", "consumer")) {
			producer.send(new ProducerRecord<>("inference-requests", 2, null, new byte[0])).get();
			readFromTheStart(worker, "inference-requests");
			await().atMost(Installation.SOON).untilAsserted(() -> {
				JsonNode pipeline = INSTALLATION.pipeline();
				assertThat(kinds(pipeline)).containsEntry("inference-requests", "requests")
					.containsEntry("inference-requests.inference.dlt", "dead-letters");
				JsonNode group = group(pipeline, "inference");
				assertThat(group.path("topic").asString()).isEqualTo("inference-requests");
				assertThat(group.path("members").path(0).path("partitions").size()).isEqualTo(PARTITIONS);
				assertThat(group.path("lag").asLong(-1)).isEqualTo(1);
				assertThat(group.has("generation")).isFalse();
			});
		}
	}

	@Test
	void showsWhoComputesAheadOnlyWhereSomebodyDoes() {
		INSTALLATION.send("pipeline.ahead", 30, 30);
		assertThat(groups(INSTALLATION.pipeline())).contains("inference").doesNotContain("inference-prewarm");
		try (KafkaConsumer<byte[], byte[]> ahead = consumer("inference-prewarm", "consumer")) {
			readFromTheStart(ahead, "user-events");
			await().atMost(Installation.SOON).untilAsserted(() -> {
				JsonNode pipeline = INSTALLATION.pipeline();
				assertThat(group(pipeline, "inference-prewarm").path("lag").asLong(-1)).isEqualTo(ends(pipeline))
					.isPositive();
				assertThat(kinds(pipeline)).doesNotContainKey("user-events.inference-prewarm.dlt");
			});
		}
		await().atMost(Installation.SOON)
			.untilAsserted(
					() -> assertThat(groups(INSTALLATION.pipeline())).hasSize(4).doesNotContain("inference-prewarm"));
	}

	private static List<String> groups(JsonNode pipeline) {
		return pipeline.path("groups").valueStream().map((group) -> group.path("name").asString()).toList();
	}

	private static Map<String, String> kinds(JsonNode pipeline) {
		return pipeline.path("topics")
			.valueStream()
			.collect(Collectors.toMap((topic) -> topic.path("name").asString(),
					(topic) -> topic.path("kind").asString()));
	}

	@Test
	void namesTheRemedyOfAPartitionThatHasStopped() {
		INSTALLATION.send("pipeline.stopped", 30, 30);
		awaitShown();
		StringRedisTemplate redis = INSTALLATION.bean(StringRedisTemplate.class);
		GenerationStore generations = INSTALLATION.bean(GenerationStore.class);
		String generation = generations.current().orElseThrow().name();
		redis.delete(AggregateStore.slot(generation, new TopicPartition("user-events", 3)).fenceKey());
		await().atMost(Installation.SOON).untilAsserted(() -> {
			JsonNode pipeline = INSTALLATION.pipeline();
			JsonNode progress = group(pipeline, "dashboard").path("partitions").path(3);
			assertThat(progress.path("state").asString()).isEqualTo("stopped");
			assertThat(progress.path("reason").asString()).contains("lost its fence");
			assertThat(progress.has("lag")).as("without a fence nobody knows the lag").isFalse();
			assertThat(codes(pipeline)).first().isEqualTo("partition_stopped");
			assertThat(pipeline.path("warnings").path(0).path("remedy").asString())
				.contains("DEL '" + generations.key() + "'");
		});
		redis.delete(generations.key());
		awaitShown();
		await().atMost(Installation.SOON)
			.untilAsserted(() -> assertThat(codes(INSTALLATION.pipeline())).doesNotContain("partition_stopped"));
	}

	/** Until everything that was sent is counted, and is seen to be. */
	private static void awaitShown() {
		INSTALLATION.awaitCounted();
		await().atMost(Installation.SOON).untilAsserted(() -> {
			JsonNode group = group(INSTALLATION.pipeline(), "dashboard");
			assertThat(group.path("lag").asLong(-1)).as(group.toPrettyString()).isZero();
			assertThat(group.path("generation").path("filling").asBoolean(true)).isFalse();
		});
	}

	private static List<String> codes(JsonNode pipeline) {
		List<String> codes = new ArrayList<>();
		pipeline.path("warnings").forEach((warning) -> codes.add(warning.path("code").asString()));
		return codes;
	}

	@Test
	void saysWhatItKnowsWhileRedisIsAway() {
		awaitShown();
		INSTALLATION.backends().killRedis();
		try {
			await().atMost(Installation.SOON).untilAsserted(() -> {
				JsonNode pipeline = INSTALLATION.pipeline();
				assertThat(pipeline.path("redis").path("reachable").asBoolean(true)).isFalse();
				assertThat(pipeline.path("redis").path("error").asString()).isNotEmpty();
				assertThat(pipeline.path("kafka").path("reachable").asBoolean(false)).isTrue();
				assertThat(ends(pipeline)).isPositive();
				JsonNode dashboard = group(pipeline, "dashboard");
				assertThat(dashboard.has("generation")).isFalse();
				assertThat(dashboard.path("partitions").path(0).has("fence")).isFalse();
				assertThat(codes(pipeline)).first().isEqualTo("redis_unreachable");
			});
		}
		finally {
			INSTALLATION.backends().restartRedis();
		}
		awaitShown();
	}

	@Test
	void saysWhatItKnowsWhileKafkaIsAway() {
		assumeTrue(INSTALLATION.backends().canPauseKafka(), "these backends can't pause Kafka");
		awaitShown();
		INSTALLATION.backends().pauseKafka();
		try {
			await().atMost(Installation.SOON).untilAsserted(() -> {
				JsonNode pipeline = INSTALLATION.pipeline();
				assertThat(pipeline.path("kafka").path("reachable").asBoolean(true)).isFalse();
				assertThat(pipeline.path("kafka").path("error").asString()).isNotEmpty();
				assertThat(pipeline.path("redis").path("reachable").asBoolean(false)).isTrue();
				JsonNode dashboard = group(pipeline, "dashboard");
				assertThat(dashboard.has("lag")).isFalse();
				assertThat(dashboard.path("partitions").path(0).path("fence").asLong(-1)).isNotNegative();
				assertThat(dashboard.path("generation").path("filled").asInt()).isEqualTo(PARTITIONS);
				assertThat(codes(pipeline)).first().isEqualTo("kafka_unreachable");
			});
		}
		finally {
			INSTALLATION.backends().resumeKafka();
		}
		awaitShown();
	}

	@Test
	void looksOnceForAllWhoAskAtTheSameTime() throws InterruptedException {
		await().atMost(Installation.SOON).untilAsserted(() -> {
			List<String> answers = new ArrayList<>();
			List<Thread> viewers = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				viewers.add(Thread.startVirtualThread(() -> {
					String at = INSTALLATION.pipeline().path("at").asString();
					synchronized (answers) {
						answers.add(at);
					}
				}));
			}
			for (Thread viewer : viewers) {
				viewer.join();
			}
			assertThat(answers).hasSize(20);
			assertThat(answers.stream().distinct()).hasSizeLessThanOrEqualTo(2);
		});
	}

	@Test
	void refusesParametersThatItDoesNotKnow() {
		HttpResponse<String> response = INSTALLATION.get("/v1/pipeline?group=inbox");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("unknown-parameter");
	}

}
