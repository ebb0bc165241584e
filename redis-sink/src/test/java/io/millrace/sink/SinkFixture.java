package io.millrace.sink;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.sink.fence.FenceStore;
import io.millrace.sink.fence.Generation;
import io.millrace.sink.fence.GenerationStore;
import io.millrace.sink.fence.ScriptLoader;
import io.millrace.sink.fence.Slot;
import io.millrace.sink.log.LogConsumer;
import io.millrace.sink.log.PartitionStatus;
import io.millrace.sink.log.ProcessingObserver;
import io.millrace.testsupport.Backends;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

import static org.awaitility.Awaitility.await;

/**
 * A topic of its own, real servers, and as many members of a group as a test wants.
 */
final class SinkFixture implements AutoCloseable {

	static final int PARTITIONS = 3;

	final String topic;

	final String group;

	final Backends backends;

	final LettuceConnectionFactory connections;

	final StringRedisTemplate redis;

	final Admin admin;

	final KafkaProducer<byte[], byte[]> producer;

	final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	final List<LogConsumer> running = new ArrayList<>();

	final GenerationStore generations;

	SinkFixture(Backends backends, String name) throws Exception {
		this.backends = backends;
		this.topic = name;
		this.group = name + "-group";
		this.connections = backends.redisConnections(Duration.ofSeconds(1));
		this.redis = new StringRedisTemplate(this.connections);
		this.generations = generations(GenerationStore.ANY_LAYOUT);
		this.admin = Admin.create(Map.of("bootstrap.servers", backends.kafkaBootstrapServers()));
		createTopics();
		this.producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", backends.kafkaBootstrapServers(), "acks", "all", "linger.ms", "5"),
				new ByteArraySerializer(), new ByteArraySerializer());
	}

	void createTopics() throws Exception {
		this.admin.createTopics(List.of(new NewTopic(this.topic, PARTITIONS, this.backends.replicas()), deadLetters()))
			.all()
			.get();
		// A partition whose leader isn't up yet refuses the first batch and may take the
		// second.
		await().ignoreExceptions().until(() -> serves(this.topic, PARTITIONS) && serves(this.topic + ".dlt", 1));
	}

	private boolean serves(String name, int partitions) throws Exception {
		Map<TopicPartition, OffsetSpec> all = new HashMap<>();
		for (int i = 0; i < partitions; i++) {
			all.put(new TopicPartition(name, i), OffsetSpec.latest());
		}
		return this.admin.listOffsets(all).all().get().size() == partitions;
	}

	private NewTopic deadLetters() {
		return new NewTopic(this.topic + ".dlt", 1, this.backends.replicas());
	}

	GenerationStore generations(int layout) {
		return new GenerationStore(this.group, layout, this.redis, new ScriptLoader(this.redis), Clock.systemUTC());
	}

	LogConsumer member(long window, ProcessingObserver... observers) {
		return member(1, window, observers);
	}

	LogConsumer member(int layout, long window, ProcessingObserver... observers) {
		return member(layout, window, (slot, partition) -> new Tally(slot, this.redis), Succession.NONE, observers);
	}

	LogConsumer member(int layout, long window, Effect.Factory<Tally.Said> effects, Succession succession,
			ProcessingObserver... observers) {
		FencedConsumers consumers = new FencedConsumers(
				new SinkProperties(window, Duration.ofMillis(500), Duration.ofMillis(300)),
				new KafkaProperties("consumer"),
				new DefaultKafkaConsumerFactory<>(Map.of("bootstrap.servers", this.backends.kafkaBootstrapServers())),
				this.producer, this.redis, new ScriptLoader(this.redis),
				new FenceStore(this.redis, new ScriptLoader(this.redis)), List.of(observers), this.meters,
				Clock.systemUTC());
		LogConsumer member = consumers.sink(new SinkSpec<>(this.topic, this.group, 1, Duration.ofMillis(20), this::slot,
				this.topic + ".dlt", new Tally.Reader(), effects, layout, succession));
		member.start();
		this.running.add(member);
		return member;
	}

	Slot slot(String generation, TopicPartition partition) {
		return new Slot("tally." + generation + "." + partition.topic() + "." + partition.partition());
	}

	Slot slot(int partition) {
		String name = this.generations.current().map(Generation::name).orElse("none");
		return slot(name, new TopicPartition(this.topic, partition));
	}

	Future<?> say(String id, String word) {
		return send(word, id + "|" + word);
	}

	Future<?> send(String key, String value) {
		return this.producer.send(new ProducerRecord<>(this.topic, key.getBytes(StandardCharsets.UTF_8),
				value.getBytes(StandardCharsets.UTF_8)));
	}

	/** What all partitions of the current generation count. */
	Map<String, Long> words() {
		Map<String, Long> words = new TreeMap<>();
		for (int i = 0; i < PARTITIONS; i++) {
			this.redis.<String, String>opsForHash()
				.entries(slot(i).key("words"))
				.forEach((word, count) -> words.merge(word, Long.valueOf(count), Long::sum));
		}
		return words;
	}

	boolean complete() {
		return this.generations.current().map((generation) -> !generation.filling()).orElse(false);
	}

	List<PartitionStatus> statuses() {
		return this.running.stream().flatMap((member) -> member.statuses().stream()).toList();
	}

	double counted(String metric) {
		return this.meters.counter(metric, "group", this.group).count();
	}

	Collection<Gauge> lagGauges() {
		return this.meters.find("millrace.sink.lag").tags("group", this.group, "topic", this.topic).gauges();
	}

	/** Over all partitions; not a number while one isn't known. */
	double measuredLag() {
		return lagGauges().stream().mapToDouble(Gauge::value).sum();
	}

	@Override
	public void close() {
		this.running.forEach(LogConsumer::stop);
		this.producer.close();
		this.admin.close();
		this.connections.destroy();
	}

}
