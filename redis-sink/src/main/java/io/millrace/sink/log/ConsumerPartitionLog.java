package io.millrace.sink.log;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A partition seen through the loop's consumer and an admin client.
 */
@RequiredArgsConstructor
final class ConsumerPartitionLog implements PartitionLog {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final TopicPartition partition;

	private final Consumer<byte[], byte[]> consumer;

	private final Admin admin;

	private final LoopSettings settings;

	@Override
	public TopicPartition partition() {
		return this.partition;
	}

	@Override
	public String topicId() {
		return describe().topicId().toString();
	}

	@Override
	public int partitions() {
		return describe().partitions().size();
	}

	private TopicDescription describe() {
		String topic = this.partition.topic();
		return answer(Objects.requireNonNull(this.admin.describeTopics(List.of(topic)).topicNameValues().get(topic)));
	}

	@Override
	public long start() {
		return offset(OffsetSpec.earliest()).offset();
	}

	@Override
	public long startTimestamp() {
		return offset(OffsetSpec.forTimestamp(0)).timestamp();
	}

	@Override
	public long end() {
		return offset(OffsetSpec.latest()).offset();
	}

	private ListOffsetsResultInfo offset(OffsetSpec spec) {
		// Through the admin client, because a consumer that reads committed records would
		// answer the last stable
		// offset.
		return answer(this.admin.listOffsets(Map.of(this.partition, spec)).partitionResult(this.partition));
	}

	@Override
	public @Nullable OffsetAndMetadata committed() {
		return this.consumer.committed(Set.of(this.partition), PATIENCE).get(this.partition);
	}

	@Override
	public Consumer<byte[], byte[]> reader(long position) {
		Consumer<byte[], byte[]> reader = this.settings.reader();
		reader.assign(List.of(this.partition));
		reader.seek(this.partition, position);
		return reader;
	}

	@Override
	public ConsumerGroupMetadata group() {
		return this.consumer.groupMetadata();
	}

	private static <T> T answer(KafkaFuture<T> future) {
		try {
			return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			throw new InterruptException(ex);
		}
		catch (java.util.concurrent.TimeoutException ex) {
			throw new TimeoutException("no answer from the broker within " + PATIENCE, ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof KafkaException cause) ? cause : new KafkaException(ex.getCause());
		}
	}

}
