package io.millrace.dashboard.pipeline;

import java.util.Optional;
import java.util.function.BiFunction;

import io.millrace.sink.fence.Slot;
import org.apache.kafka.common.TopicPartition;

/**
 * A consumer group to look at.
 *
 * @param name its name
 * @param topic the topic it reads
 * @param slots where its fences are, by generation and partition, if it writes to Redis
 * @param optional whether most installations have none, so that it is only shown where
 * somebody reads for it
 */
record WatchedGroup(String name, String topic, Optional<BiFunction<String, TopicPartition, Slot>> slots,
		boolean optional) {

	/** One whose position is Kafka's commit. */
	static WatchedGroup committing(String name, String topic) {
		return new WatchedGroup(name, topic, Optional.empty(), false);
	}

	/** One whose position is in Redis, with what it writes. */
	static WatchedGroup fenced(String name, String topic, BiFunction<String, TopicPartition, Slot> slots) {
		return new WatchedGroup(name, topic, Optional.of(slots), false);
	}

	/** The same, where not every installation has it. */
	WatchedGroup whereThereIsOne() {
		return new WatchedGroup(this.name, this.topic, this.slots, true);
	}

	boolean isFenced() {
		return this.slots.isPresent();
	}

}
