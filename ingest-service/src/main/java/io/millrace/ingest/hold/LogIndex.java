package io.millrace.ingest.hold;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;

import io.millrace.common.event.EventCodec;
import io.millrace.common.event.Identity;
import io.millrace.common.event.InvalidEventException;
import io.millrace.sink.window.IdTable;
import io.millrace.sink.window.RecordId;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Which events the log has, from some time on. Made by reading partitions to their end;
 * 50–100 bytes of memory an event. Not thread-safe.
 */
public final class LogIndex {

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private static final Duration POLL = Duration.ofMillis(200);

	private final IdTable offsets = new IdTable();

	private final EventCodec codec = new EventCodec();

	private LogIndex() {
	}

	/**
	 * Reads partitions, one after the other.
	 * @param since by the broker's clock; append times are taken as rising
	 * @param owned is asked now and then whether to go on
	 * @throws KafkaException if it can't be read to the end that it has now
	 */
	public static LogIndex read(Map<String, Object> consumers, Collection<TopicPartition> partitions, Instant since,
			BooleanSupplier owned) {
		Map<String, Object> config = new HashMap<>(consumers);
		config.keySet()
			.removeAll(List.of(ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
					ConsumerConfig.GROUP_PROTOCOL_CONFIG));
		config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
		config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
		config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
		config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
		config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
		config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
		LogIndex index = new LogIndex();
		try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(),
				new ByteArrayDeserializer())) {
			for (TopicPartition partition : partitions) {
				index.read(consumer, consumers, partition, since, owned);
			}
		}
		return index;
	}

	private void read(Consumer<byte[], byte[]> consumer, Map<String, Object> config, TopicPartition partition,
			Instant since, BooleanSupplier owned) {
		long start = end(config, partition, OffsetSpec.forTimestamp(since.toEpochMilli()));
		if (start < 0) {
			return;
		}
		// Of what is committed the end may lie behind a transaction that is still open.
		long end = end(config, partition, OffsetSpec.latest());
		consumer.assign(List.of(partition));
		consumer.seek(partition, start);
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (consumer.position(partition) < end) {
			for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
				add(found);
				deadline = System.nanoTime() + PATIENCE.toNanos();
			}
			if (!owned.getAsBoolean()) {
				throw new KafkaException("another node has taken over, or this one stops");
			}
			if (System.nanoTime() - deadline > 0) {
				throw new TimeoutException(partition + " could not be read from " + start + " to " + end
						+ ": something at " + consumer.position(partition) + " blocks it");
			}
		}
	}

	private static long end(Map<String, Object> config, TopicPartition partition, OffsetSpec spec) {
		Map<String, Object> properties = new HashMap<>(config);
		properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
		properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
		try (Admin admin = Admin.create(properties)) {
			return admin.listOffsets(Map.of(partition, spec), new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
				.partitionResult(partition)
				.get()
				.offset();
		}
		catch (InterruptedException ex) {
			throw new InterruptException(ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof KafkaException cause) ? cause : new KafkaException(ex.getCause());
		}
	}

	private void add(ConsumerRecord<byte[], byte[]> found) {
		try {
			Identity identity = this.codec.decode(found.value()).identity();
			this.offsets.put(id(identity), found.offset());
		}
		catch (InvalidEventException ex) {
			// Somebody else's record: nothing that could be held.
			return;
		}
	}

	/**
	 * The offset of an event, negative if the log doesn't have it.
	 */
	public long offset(Identity identity) {
		return this.offsets.get(id(identity));
	}

	private static RecordId id(Identity identity) {
		return new RecordId(identity.high(), identity.low());
	}

}
