package io.millrace.notification.explain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.millrace.common.event.EventCodec;
import io.millrace.common.event.InvalidEventException;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads events from the log again, outside of every consumer group. Thread-safe; each
 * call has a consumer of its own and a bound on how long it reads.
 */
@Slf4j
final class EventLog {

	private static final Duration POLL = Duration.ofMillis(200);

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final String topic;

	private final Map<String, Object> configuration;

	private final EventCodec events = new EventCodec();

	/**
	 * @param configuration of consumers: servers, security
	 */
	EventLog(String topic, Map<String, Object> configuration) {
		this.topic = topic;
		this.configuration = new HashMap<>(configuration);
		this.configuration.keySet().removeIf((name) -> name.startsWith("group."));
		this.configuration.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
		this.configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
		this.configuration.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
		this.configuration.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
		this.configuration.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
		this.configuration.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 4);
	}

	String topic() {
		return this.topic;
	}

	/**
	 * Reads about so many of the latest events, as many of each partition, in the order
	 * of each; fewer if that takes longer than ten seconds.
	 * @throws org.apache.kafka.common.KafkaException if Kafka doesn't answer
	 */
	void latest(int count, Consumer<FoundEvent> reader) {
		try (KafkaConsumer<byte[], byte[]> consumer = open()) {
			List<TopicPartition> partitions = assign(consumer);
			Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
			Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
			int each = (count + partitions.size() - 1) / partitions.size();
			ends.forEach((partition, end) -> consumer.seek(partition,
					Math.max(Objects.requireNonNull(starts.get(partition)), end - each)));
			read(consumer, ends, (event) -> {
				reader.accept(event);
				return false;
			});
		}
	}

	/**
	 * The first event of a source and id that was appended from a time on.
	 * @throws IncompleteException if it isn't among those that could be read in ten
	 * seconds
	 * @throws org.apache.kafka.common.KafkaException if Kafka doesn't answer
	 */
	Optional<FoundEvent> find(String source, String id, Instant from) throws IncompleteException {
		List<FoundEvent> found = new ArrayList<>();
		try (KafkaConsumer<byte[], byte[]> consumer = open()) {
			List<TopicPartition> partitions = assign(consumer);
			Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
			Map<TopicPartition, Long> times = new HashMap<>();
			partitions.forEach((partition) -> times.put(partition, from.toEpochMilli()));
			Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times);
			ends.forEach((partition, end) -> {
				OffsetAndTimestamp start = starts.get(partition);
				consumer.seek(partition, (start != null) ? start.offset() : end);
			});
			boolean all = read(consumer, ends, (event) -> {
				if (event.event().id().equals(id) && event.event().source().equals(source)) {
					found.add(event);
					return true;
				}
				return false;
			});
			if (found.isEmpty() && !all) {
				throw new IncompleteException();
			}
		}
		return found.stream().findFirst();
	}

	/** There were more events than could be read in the time. */
	static final class IncompleteException extends Exception {

		private static final long serialVersionUID = 1L;

	}

	private KafkaConsumer<byte[], byte[]> open() {
		return new KafkaConsumer<>(this.configuration, new ByteArrayDeserializer(), new ByteArrayDeserializer());
	}

	private List<TopicPartition> assign(KafkaConsumer<byte[], byte[]> consumer) {
		List<TopicPartition> partitions = consumer.partitionsFor(this.topic)
			.stream()
			.map((partition) -> new TopicPartition(this.topic, partition.partition()))
			.toList();
		consumer.assign(partitions);
		return partitions;
	}

	/**
	 * Reads up to the ends, unless the reader has enough or it takes too long; false if
	 * it did.
	 */
	private boolean read(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends,
			Predicate<FoundEvent> isEnough) {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (ends.entrySet().stream().anyMatch((end) -> consumer.position(end.getKey()) < end.getValue())) {
			if (System.nanoTime() - deadline > 0) {
				return false;
			}
			for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
				try {
					if (isEnough.test(new FoundEvent(this.events.decode(record.value()), record.partition(),
							record.offset(), record.timestamp()))) {
						return true;
					}
				}
				catch (InvalidEventException ex) {
					log.trace("{} is no event", record, ex);
				}
			}
		}
		return true;
	}

}
