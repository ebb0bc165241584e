package io.millrace.notification.decide;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.millrace.common.topic.TopicSettings;
import io.millrace.notification.log.Broker;
import io.millrace.notification.log.InboxLog;
import io.millrace.testsupport.Backends;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * That a broker takes positions from outside of a group only while it has no members is
 * what a first start on several nodes rests on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FirstPositionsIT {

	private Backends backends;

	private Admin admin;

	@BeforeAll
	void start() {
		this.backends = Backends.start();
		this.admin = Admin.create(Map.of("bootstrap.servers", this.backends.kafkaBootstrapServers()));
	}

	@AfterAll
	void stop() {
		this.admin.close();
		this.backends.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "consumer", "classic" })
	void areGivenOnce(String protocol) throws Exception {
		String name = "once-" + protocol;
		FirstPositions positions = positions(name);
		positions.commit();
		TopicDescription described = this.admin.describeTopics(List.of(name)).allTopicNames().get().get(name);
		String topicId = Objects.requireNonNull(described).topicId().toString();
		assertThat(committed(name)).containsExactlyInAnyOrderEntriesOf(Map.of(new TopicPartition(name, 0),
				new OffsetAndMetadata(0, topicId), new TopicPartition(name, 1), new OffsetAndMetadata(0, topicId)));

		try (KafkaConsumer<byte[], byte[]> member = member(name, protocol)) {
			assertThat(member.committed(member.assignment()).get(new TopicPartition(name, 1)))
				.isEqualTo(new OffsetAndMetadata(0, topicId));
			member.commitSync(Map.of(new TopicPartition(name, 0), new OffsetAndMetadata(0, "later")));
		}
		positions.commit();
		assertThat(Objects.requireNonNull(committed(name).get(new TopicPartition(name, 0))).metadata())
			.isEqualTo("later");
	}

	@ParameterizedTest
	@ValueSource(strings = { "consumer", "classic" })
	void areLeftToTheNodeThatWasFirst(String protocol) throws Exception {
		String name = "first-" + protocol;
		FirstPositions positions = positions(name);
		try (KafkaConsumer<byte[], byte[]> member = member(name, protocol)) {
			positions.commit();
			assertThat(committed(name)).isEmpty();
			assertThat(member.assignment()).hasSize(2);
		}
	}

	@Test
	void areNotGivenToAGroupThatHasLostThem() throws Exception {
		String name = "lost";
		FirstPositions positions = positions(name);
		try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", this.backends.kafkaBootstrapServers()), new ByteArraySerializer(),
				new ByteArraySerializer())) {
			producer.send(new ProducerRecord<>(name + "-inboxes", 1, null, new byte[] { 1 })).get();
		}
		positions.commit();
		assertThat(committed(name)).isEmpty();
	}

	private FirstPositions positions(String name) throws Exception {
		this.admin.createTopics(List.of(new NewTopic(name, 2, this.backends.replicas()),
				new NewTopic(name + "-inboxes", 2, this.backends.replicas())))
			.all()
			.get();
		Broker broker = new Broker(Map.of("bootstrap.servers", this.backends.kafkaBootstrapServers()));
		InboxLog inboxLog = new InboxLog(topic(name + "-inboxes"), broker);
		await().ignoreExceptions().until(inboxLog::isEmpty);
		return new FirstPositions(name, topic(name), inboxLog, broker);
	}

	private static TopicSettings topic(String name) {
		return new TopicSettings(name, 2, (short) 1, Duration.ofDays(1), DataSize.ofMegabytes(1));
	}

	private KafkaConsumer<byte[], byte[]> member(String group, String protocol) {
		KafkaConsumer<byte[], byte[]> member = new KafkaConsumer<>(
				Map.of("bootstrap.servers", this.backends.kafkaBootstrapServers(), "group.id", group, "group.protocol",
						protocol, "enable.auto.commit", false),
				new ByteArrayDeserializer(), new ByteArrayDeserializer());
		member.subscribe(List.of(group));
		await().atMost(Duration.ofSeconds(30)).until(() -> {
			member.poll(Duration.ofMillis(100));
			return member.assignment().size() == 2;
		});
		return member;
	}

	private Map<TopicPartition, @Nullable OffsetAndMetadata> committed(String group) throws Exception {
		Map<TopicPartition, @Nullable OffsetAndMetadata> committed = new HashMap<>(
				this.admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get());
		committed.values().removeIf(Objects::isNull);
		return committed;
	}

}
