package io.millrace.standalone.promise;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What got into the log, read without any of the services' code and held against what
 * clients were promised.
 */
final class EdgeLog {

	private static final JsonMapper JSON = new JsonMapper();

	/** By user, the numbers of the events as they stand, repeated ones too. */
	private final Map<String, List<Integer>> numbers = new LinkedHashMap<>();

	private EdgeLog() {
	}

	static EdgeLog read(String bootstrapServers) {
		EdgeLog log = new EdgeLog();
		read(bootstrapServers, log::add);
		return log;
	}

	/** The ids of all events, as they stand in the log. */
	static List<String> identities(String bootstrapServers) {
		List<String> ids = new ArrayList<>();
		read(bootstrapServers, (message) -> ids.add(id(message)));
		return ids;
	}

	private static void read(String bootstrapServers, Consumer<ConsumerRecord<String, String>> reader) {
		List<TopicPartition> partitions = IntStream.range(0, 6)
			.mapToObj((partition) -> new TopicPartition(Scenario.EVENTS, partition))
			.toList();
		try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
				Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
				new StringDeserializer(), new StringDeserializer())) {
			consumer.assign(partitions);
			consumer.seekToBeginning(partitions);
			Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
			while (ends.entrySet().stream().anyMatch((end) -> consumer.position(end.getKey()) < end.getValue())) {
				consumer.poll(Duration.ofMillis(200)).forEach(reader);
			}
		}
	}

	private static String id(ConsumerRecord<String, String> message) {
		return JSON.readTree(message.value().getBytes(StandardCharsets.UTF_8)).get("id").asString();
	}

	private void add(ConsumerRecord<String, String> message) {
		String id = id(message);
		this.numbers.computeIfAbsent(message.key(), (user) -> new ArrayList<>())
			.add(Integer.valueOf(id.substring(id.indexOf('/') + 1)));
	}

	private List<Integer> of(String user) {
		return this.numbers.getOrDefault(user, List.of());
	}

	/** P1: what was accepted is there, what was only ever refused is not. */
	void assertKept(Clients clients) {
		List<String> lost = new ArrayList<>();
		clients.accepted().forEach((user, accepted) -> {
			Set<Integer> there = new HashSet<>(of(user));
			accepted.stream()
				.filter((number) -> !there.contains(number))
				.forEach((number) -> lost.add(Clients.id(user, number)));
		});
		assertThat(lost).as("accepted, but not in Kafka").isEmpty();
		List<String> ghosts = new ArrayList<>();
		this.numbers.forEach((user, all) -> all.stream()
			.map((number) -> Clients.id(user, number))
			.filter(clients.given()::contains)
			.forEach(ghosts::add));
		assertThat(ghosts).as("refused, but in Kafka").isEmpty();
	}

	/** P2: of each user's events the first of each stands in the order of sending. */
	void assertOrdered() {
		Map<String, String> disordered = new HashMap<>();
		this.numbers.forEach((user, all) -> {
			int last = 0;
			Set<Integer> seen = new HashSet<>();
			for (int number : all) {
				if (seen.add(number)) {
					if (number < last) {
						disordered.put(user, number + " behind " + last);
					}
					last = Math.max(last, number);
				}
			}
		});
		assertThat(disordered).as("users' events out of order").isEmpty();
	}

	/** What stands there twice is what a client had to send twice. */
	void assertNothingDoubled(Clients clients) {
		Set<String> doubled = new HashSet<>();
		this.numbers.forEach((user, all) -> {
			Set<Integer> seen = new HashSet<>();
			all.stream()
				.filter((number) -> !seen.add(number))
				.map((number) -> Clients.id(user, number))
				.filter((id) -> !clients.ambiguous().contains(id))
				.forEach(doubled::add);
		});
		assertThat(doubled).as("in Kafka twice, though no client had to send it twice").isEmpty();
	}

	/** How many accepted events there are to be compared. */
	static int size(Clients clients) {
		return clients.accepted().values().stream().mapToInt(Queue::size).sum();
	}

}
