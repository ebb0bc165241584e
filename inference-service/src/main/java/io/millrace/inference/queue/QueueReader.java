package io.millrace.inference.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks Kafka where the queue ends and how far the workers are.
 */
final class QueueReader implements AutoCloseable {

	private static final int PATIENCE_MILLIS = 5_000;

	private final Admin admin;

	private final String group;

	private final Map<TopicPartition, OffsetSpec> starts = new HashMap<>();

	private final Map<TopicPartition, OffsetSpec> ends = new HashMap<>();

	QueueReader(Map<String, Object> configuration, String topic, int partitions, String group) {
		Map<String, Object> properties = new HashMap<>(configuration);
		properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
		properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
		this.admin = Admin.create(properties);
		this.group = group;
		for (int i = 0; i < partitions; i++) {
			this.starts.put(new TopicPartition(topic, i), OffsetSpec.earliest());
			this.ends.put(new TopicPartition(topic, i), OffsetSpec.latest());
		}
	}

	/**
	 * What was seen.
	 *
	 * @param done how many were done ever
	 * @param length how many wait
	 */
	record Sight(long done, long length, long nanos) {

		/** How many were done in a second. */
		double speedSince(Sight before) {
			double seconds = (this.nanos - before.nanos) / (double) Duration.ofSeconds(1).toNanos();
			return Math.max(0, this.done - before.done) / seconds;
		}

	}

	Sight read() throws InterruptedException, ExecutionException, TimeoutException {
		ListOffsetsResult first = this.admin.listOffsets(this.starts);
		Map<TopicPartition, OffsetAndMetadata> commits = this.admin.listConsumerGroupOffsets(this.group)
			.partitionsToOffsetAndMetadata()
			.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
		ListOffsetsResult last = this.admin.listOffsets(this.ends);
		long done = 0;
		long length = 0;
		for (TopicPartition partition : this.ends.keySet()) {
			long start = first.partitionResult(partition).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).offset();
			long end = last.partitionResult(partition).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).offset();
			OffsetAndMetadata commit = commits.get(partition);
			long position = (commit != null) ? Math.max(start, commit.offset()) : start;
			done += position;
			length += Math.max(0, end - position);
		}
		return new Sight(done, length, System.nanoTime());
	}

	@Override
	public void close() {
		this.admin.close(Duration.ZERO);
	}

}
