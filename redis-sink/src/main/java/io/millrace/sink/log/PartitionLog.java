package io.millrace.sink.log;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A partition as the broker has it now. Each call asks the broker; none is cached. Only
 * for the thread of the {@link PartitionLoop}. All methods throw Kafka's
 * {@code TimeoutException} when the broker doesn't answer.
 */
public interface PartitionLog {

	TopicPartition partition();

	/**
	 * The topic's id, which another topic of the same name doesn't share.
	 */
	String topicId();

	/**
	 * How many partitions the topic has.
	 */
	int partitions();

	/**
	 * The first offset that retention has left.
	 */
	long start();

	/**
	 * When the first record that is left was appended, in milliseconds since 1970, or -1
	 * if there is none.
	 */
	long startTimestamp();

	/**
	 * The high watermark: positions beyond it have been lost by the broker, or belong to
	 * another log.
	 */
	long end();

	/**
	 * The group's commit, once no transaction that could change it is open.
	 */
	@Nullable OffsetAndMetadata committed();

	/**
	 * A consumer of its own for this partition, beside the loop's: in no group, of
	 * committed records, at a position. The caller closes it.
	 */
	Consumer<byte[], byte[]> reader(long position);

	/**
	 * This member, for commits inside a transaction.
	 */
	ConsumerGroupMetadata group();

}
