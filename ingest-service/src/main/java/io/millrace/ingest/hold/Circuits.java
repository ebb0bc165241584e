package io.millrace.ingest.hold;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import org.apache.kafka.common.TopicPartition;

/**
 * One circuit for each partition that events go to. Thread-safe.
 */
final class Circuits {

	private final Map<TopicPartition, Circuit> all = new ConcurrentHashMap<>();

	/**
	 * The circuits of a topic, by partition.
	 */
	List<Circuit> of(String topic, int partitions) {
		return IntStream.range(0, partitions)
			.mapToObj((partition) -> this.all.computeIfAbsent(new TopicPartition(topic, partition), Circuit::new))
			.toList();
	}

	Collection<Circuit> all() {
		return this.all.values();
	}

}
