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
 */
record WatchedGroup(String name, String topic, Optional<BiFunction<String, TopicPartition, Slot>> slots) {

	boolean isFenced() {
		return this.slots.isPresent();
	}

}
